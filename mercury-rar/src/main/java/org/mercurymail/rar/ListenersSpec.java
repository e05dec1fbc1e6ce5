package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Network;
import org.mercurymail.net.ConnectionLimit;
import org.mercurymail.net.ListenerAddress;
import org.mercurymail.net.TrustedProxies;
import org.mercurymail.port.Peer;
import org.mercurymail.wire.SaslRules;

/**
 * What every activation says of its listeners: the properties that {@code SmtpActivationSpec} and
 * {@code MailboxActivationSpec} share. A JavaBean as the connector specification wants it. All are texts, so that each
 * may be a {@link Reference} to the configuration, and so that what is wrong is said by {@link #validate()}; an empty
 * text is a property left out. Equal when all properties are.
 */
public abstract class ListenersSpec implements ActivationSpec, Serializable {

    private static final long serialVersionUID = 1L;

    /** SERVICE@ADDRESS:PORT[/tls], parted by commas. */
    private String listeners = "";
    /** How the server calls itself; the machine's name when empty. */
    private String hostname = "";
    /** Where the spool and the self-signed certificate are kept. */
    private String dataDirectory = "";
    /** PEM file, the server's certificate first; self-signed when empty. */
    private String certificate = "";
    /** PEM file, PKCS #8 without a password. */
    private String key = "";
    /** NETWORK, parted by commas: from where a login may come without TLS; nowhere when empty. */
    private String plainNetworks = "";
    /** Whose tokens are taken instead of passwords; nobody's when empty. */
    private String tokenIssuer = "";
    /** SCRAM: plus (bound to TLS too), unbound or off; plus when empty. */
    private String scram = "";
    /** Connections open at once; 20000 when empty. */
    private String maxConnections = "";
    /** Connections open at once from one IPv4 address or one IPv6 /64; 10000 when empty. */
    private String maxConnectionsPerAddress = "";
    /** NETWORK@PORT, parted by commas: whose connections begin with a PROXY header; none when empty. */
    private String proxies = "";
    /** A directory of further certificates, chosen by the name a client asks for; none when empty. */
    private String certificates = "";
    /** Questions put to the application at once; 64 when empty. */
    private String workThreads = "";

    private transient ResourceAdapter resourceAdapter;

    /** The services a listener of this activation may have. */
    abstract Set<String> services();

    /** Further properties, for {@code equals}. */
    abstract List<Object> ownProperties();

    /**
     * Says which property is wrong, and why, in one line.
     *
     * @throws InvalidPropertyException when one is
     */
    @Override
    public void validate() throws InvalidPropertyException {
        for (ListenerAddress listener : addresses()) {
            check("listeners", services().contains(listener.service()),
                    "no service " + listener.service() + " here, only " + String.join(", ", services()));
        }
        check("hostname", Domain.parse(serverName()).isPresent(), "\"" + serverName() + "\" is no host name");
        check("certificate", certificateFile().isPresent() == keyFile().isPresent(),
                "certificate and key go together");
        check("dataDirectory", !text(dataDirectory).isEmpty(), "it must be said");
        trustedProxies();
        connectionLimit();
        mostWorkers();
        mayLoginInClear();
        saslRules();
    }

    final List<ListenerAddress> addresses() throws InvalidPropertyException {
        try {
            List<ListenerAddress> all = ListenerAddress.parseAll(text(listeners));
            check("listeners", !all.isEmpty(), "there is none");
            return all;
        } catch (IllegalArgumentException e) {
            throw invalid("listeners", e.getMessage());
        }
    }

    /** The name in greetings. */
    final String serverName() {
        String name = text(hostname);
        return name.isEmpty() ? Domain.ofMachine().name() : name;
    }

    final Path data() {
        return Path.of(text(dataDirectory));
    }

    final Optional<Path> certificateFile() {
        return Optional.of(text(certificate)).filter(file -> !file.isEmpty()).map(Path::of);
    }

    final Optional<Path> keyFile() {
        return Optional.of(text(key)).filter(file -> !file.isEmpty()).map(Path::of);
    }

    final Optional<Path> certificateDirectory() {
        return Optional.of(text(certificates)).filter(directory -> !directory.isEmpty()).map(Path::of);
    }

    final TrustedProxies trustedProxies() throws InvalidPropertyException {
        return proxies("proxies", proxies);
    }

    final TrustedProxies proxies(String property, String value) throws InvalidPropertyException {
        try {
            return TrustedProxies.parse(text(value));
        } catch (IllegalArgumentException e) {
            throw invalid(property, e.getMessage());
        }
    }

    /** Who may log in without TLS. */
    final Predicate<Peer> mayLoginInClear() throws InvalidPropertyException {
        List<Network> networks = new ArrayList<>();
        for (String word : text(plainNetworks).split(",")) {
            Optional<Network> network = Network.parse(word.strip());
            check("plainNetworks", word.isBlank() || network.isPresent(), "\"" + word.strip() + "\" is no network");
            network.ifPresent(networks::add);
        }
        return peer -> networks.stream().anyMatch(network -> network.contains(peer.remote().getAddress()));
    }

    final SaslRules saslRules() throws InvalidPropertyException {
        String wanted = text(scram);
        check("scram", wanted.isEmpty() || Set.of("plus", "unbound", "off").contains(wanted),
                "\"" + wanted + "\" is none of plus, unbound, off");
        return new SaslRules(!text(tokenIssuer).isEmpty(), !wanted.equals("off"), !wanted.equals("unbound"));
    }

    final ConnectionLimit connectionLimit() throws InvalidPropertyException {
        return new ConnectionLimit((int) number("maxConnections", maxConnections, 20_000, 1, 1_000_000),
                (int) number("maxConnectionsPerAddress", maxConnectionsPerAddress, 10_000, 1, 1_000_000));
    }

    final int mostWorkers() throws InvalidPropertyException {
        return (int) number("workThreads", workThreads, 64, 1, 1_000);
    }

    /** A property's value as text, where it refers to the configuration what stands there. */
    static String text(String value) {
        return Reference.resolve(value).strip();
    }

    final long number(String property, String value, long whenEmpty, long least, long most)
            throws InvalidPropertyException {
        try {
            long number = text(value).isEmpty() ? whenEmpty : Long.parseLong(text(value));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(property, "\"" + text(value) + "\" is no number");
        }
        throw invalid(property, "must be " + least + " to " + most + ", not " + text(value));
    }

    private void check(String property, boolean good, String trouble) throws InvalidPropertyException {
        if (!good) {
            throw invalid(property, trouble);
        }
    }

    private InvalidPropertyException invalid(String property, String trouble) {
        try {
            PropertyDescriptor descriptor = new PropertyDescriptor(property, getClass());
            String key = Reference.key((String) descriptor.getReadMethod().invoke(this))
                    .map(name -> " (" + name + ")").orElse("");
            InvalidPropertyException exception = new InvalidPropertyException(property + key + ": " + trouble);
            exception.setInvalidPropertyDescriptors(new PropertyDescriptor[] {descriptor});
            return exception;
        } catch (IntrospectionException | ReflectiveOperationException e) {
            throw new IllegalStateException("no property " + property, e);
        }
    }

    private List<Object> properties() {
        return List.of(listeners, hostname, dataDirectory, certificate, key, plainNetworks, tokenIssuer, scram,
                maxConnections, maxConnectionsPerAddress, proxies, certificates, workThreads, ownProperties());
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof ListenersSpec that && getClass() == that.getClass()
                && properties().equals(that.properties());
    }

    @Override
    public final int hashCode() {
        return properties().hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + properties();
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        resourceAdapter = adapter;
    }

    public String getListeners() {
        return listeners;
    }

    public void setListeners(String listeners) {
        this.listeners = listeners;
    }

    public String getHostname() {
        return hostname;
    }

    public void setHostname(String hostname) {
        this.hostname = hostname;
    }

    public String getDataDirectory() {
        return dataDirectory;
    }

    public void setDataDirectory(String dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    public String getCertificate() {
        return certificate;
    }

    public void setCertificate(String certificate) {
        this.certificate = certificate;
    }

    public String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public String getPlainNetworks() {
        return plainNetworks;
    }

    public void setPlainNetworks(String plainNetworks) {
        this.plainNetworks = plainNetworks;
    }

    public String getTokenIssuer() {
        return tokenIssuer;
    }

    public void setTokenIssuer(String tokenIssuer) {
        this.tokenIssuer = tokenIssuer;
    }

    public String getScram() {
        return scram;
    }

    public void setScram(String scram) {
        this.scram = scram;
    }

    public String getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(String maxConnections) {
        this.maxConnections = maxConnections;
    }

    public String getMaxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    public void setMaxConnectionsPerAddress(String maxConnectionsPerAddress) {
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
    }

    public String getProxies() {
        return proxies;
    }

    public void setProxies(String proxies) {
        this.proxies = proxies;
    }

    public String getCertificates() {
        return certificates;
    }

    public void setCertificates(String certificates) {
        this.certificates = certificates;
    }

    public String getWorkThreads() {
        return workThreads;
    }

    public void setWorkThreads(String workThreads) {
        this.workThreads = workThreads;
    }
}
