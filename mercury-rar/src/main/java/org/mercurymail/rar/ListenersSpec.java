package org.mercurymail.rar;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.mail.Domain;
import org.mercurymail.net.ListenerAddress;

/**
 * What every activation says of its listeners: the properties that {@code SmtpActivationSpec} and
 * {@code MailboxActivationSpec} share. A JavaBean as the connector specification wants it, so it has setters; an empty
 * text is a property left out. Equal when all properties are.
 */
public abstract class ListenersSpec implements ActivationSpec, Serializable {

    private static final long serialVersionUID = 1L;

    @ConfigProperty(description = "SERVICE@ADDRESS:PORT[/tls], parted by commas")
    private String listeners = "";
    @ConfigProperty(description = "how the server calls itself; the machine's name when empty")
    private String hostname = "";
    @ConfigProperty(description = "where the spool and the self-signed certificate are kept")
    private String dataDirectory = "";
    @ConfigProperty(description = "PEM file, the server's certificate first; self-signed when empty")
    private String certificate = "";
    @ConfigProperty(description = "PEM file, PKCS #8 without a password")
    private String key = "";
    @ConfigProperty(description = "a password may come in the clear")
    private Boolean loginWithoutTls = false;
    @ConfigProperty(description = "connections open at once")
    private Integer maxConnections = 20_000;
    @ConfigProperty(description = "connections open at once from one IPv4 address or one IPv6 /64")
    private Integer maxConnectionsPerAddress = 1_000;
    @ConfigProperty(description = "questions put to the application at once")
    private Integer workThreads = 64;

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
        check("listeners", !getListeners().isBlank(), "there is none");
        for (ListenerAddress listener : addresses()) {
            check("listeners", services().contains(listener.service()),
                    "no service " + listener.service() + " here, only " + String.join(", ", services()));
        }
        check("hostname", Domain.parse(serverName()).isPresent(), "\"" + hostname + "\" is no host name");
        check("certificate", certificate.isBlank() == key.isBlank(), "certificate and key go together");
        check("dataDirectory", !dataDirectory.isBlank(), "it must be said");
        check("maxConnections", maxConnections > 0, "must be more than 0");
        check("maxConnectionsPerAddress", maxConnectionsPerAddress > 0, "must be more than 0");
        check("workThreads", workThreads > 0 && workThreads <= 1000, "must be 1 to 1000");
    }

    final void check(String property, boolean good, String trouble) throws InvalidPropertyException {
        if (!good) {
            throw invalid(property, trouble);
        }
    }

    private InvalidPropertyException invalid(String property, String trouble) {
        InvalidPropertyException exception = new InvalidPropertyException(property + ": " + trouble);
        try {
            exception.setInvalidPropertyDescriptors(
                    new PropertyDescriptor[] {new PropertyDescriptor(property, getClass())});
        } catch (IntrospectionException e) {
            exception.addSuppressed(e);
        }
        return exception;
    }

    final List<ListenerAddress> addresses() throws InvalidPropertyException {
        try {
            return ListenerAddress.parseAll(listeners);
        } catch (IllegalArgumentException e) {
            throw invalid("listeners", e.getMessage());
        }
    }

    /** The name in greetings. */
    final String serverName() {
        if (!hostname.isBlank()) {
            return hostname.strip();
        }
        try {
            String machine = InetAddress.getLocalHost().getHostName();
            return Domain.parse(machine).isPresent() ? machine : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    final Path data() {
        return Path.of(dataDirectory.strip());
    }

    final Optional<Path> certificateFile() {
        return certificate.isBlank() ? Optional.empty() : Optional.of(Path.of(certificate.strip()));
    }

    final Optional<Path> keyFile() {
        return key.isBlank() ? Optional.empty() : Optional.of(Path.of(key.strip()));
    }

    private List<Object> properties() {
        return List.of(listeners, hostname, dataDirectory, certificate, key, loginWithoutTls, maxConnections,
                maxConnectionsPerAddress, workThreads, ownProperties());
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

    public Boolean getLoginWithoutTls() {
        return loginWithoutTls;
    }

    public void setLoginWithoutTls(Boolean loginWithoutTls) {
        this.loginWithoutTls = loginWithoutTls;
    }

    public Integer getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(Integer maxConnections) {
        this.maxConnections = maxConnections;
    }

    public Integer getMaxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    public void setMaxConnectionsPerAddress(Integer maxConnectionsPerAddress) {
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
    }

    public Integer getWorkThreads() {
        return workThreads;
    }

    public void setWorkThreads(Integer workThreads) {
        this.workThreads = workThreads;
    }
}
