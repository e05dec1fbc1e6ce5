package org.mercurymail.rar;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.mercurymail.port.SmtpConnection;
import org.mercurymail.port.SmtpConnectionFactory;

/**
 * What the container makes outgoing connections with, and matches pooled ones by: the same route, no more. Its
 * properties are texts for the same reasons as those of {@link ListenersSpec}. Equal when all properties are.
 */
@ConnectionDefinition(
        connectionFactory = SmtpConnectionFactory.class,
        connectionFactoryImpl = SmtpConnections.class,
        connection = SmtpConnection.class,
        connectionImpl = SmtpHandle.class)
public final class SmtpManagedConnectionFactory implements ManagedConnectionFactory, ResourceAdapterAssociation {

    private static final long serialVersionUID = 1L;

    /** Seconds to wait for a connection; 30 when empty. */
    private String connectSeconds = "";
    /** Seconds to wait for anything at the most, 600 when empty; RFC 5321 §4.5.3.2 sets the rest. */
    private String mostSeconds = "";
    /** PEM file of authorities to trust beside the JVM's own, for a smart host with a certificate of its own. */
    private String trustedCertificates = "";

    private transient MercuryResourceAdapter adapter;
    private transient PrintWriter logWriter;
    private transient Optional<SmtpWire.Surroundings> surroundings;

    @Override
    public Object createConnectionFactory(ConnectionManager manager) {
        return new SmtpConnections(this, manager);
    }

    /** Without a container there is no pool: each connection is new and closed after use. */
    @Override
    public Object createConnectionFactory() {
        return new SmtpConnections(this, new Unpooled());
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo info)
            throws ResourceException {
        if (!(info instanceof RouteRequest request)) {
            throw new NotSupportedException("a connection needs a route");
        }
        return new SmtpManagedConnection(request.route(), surroundings());
    }

    /** The specification wants null, and no Optional, when none matches. */
    @Override
    @SuppressWarnings("rawtypes")
    public ManagedConnection matchManagedConnections(Set pooled, Subject subject, ConnectionRequestInfo info) {
        for (Object candidate : pooled) {
            if (candidate instanceof SmtpManagedConnection connection && info instanceof RouteRequest request
                    && connection.route().equals(request.route())) {
                return connection;
            }
        }
        return null;
    }

    private synchronized SmtpWire.Surroundings surroundings() throws ResourceException {
        if (surroundings == null || surroundings.isEmpty()) {
            surroundings = Optional.of(new SmtpWire.Surroundings(tls(), seconds("connectSeconds", connectSeconds, 30),
                    seconds("mostSeconds", mostSeconds, 600), adapter.watch()));
        }
        return surroundings.get();
    }

    private ClientTls tls() throws ResourceException {
        String file = ListenersSpec.text(trustedCertificates);
        try {
            return new ClientTls(file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new ResourceException("trustedCertificates: cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    private static Duration seconds(String property, String value, long whenEmpty) throws ResourceException {
        try {
            String text = ListenersSpec.text(value);
            long seconds = text.isEmpty() ? whenEmpty : Long.parseLong(text);
            if (seconds > 0 && seconds <= 86_400) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw new ResourceException(property + ": \"" + value + "\" is no number", e);
        }
        throw new ResourceException(property + ": must be 1 to 86400, not " + value);
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter owner) throws ResourceException {
        if (!(owner instanceof MercuryResourceAdapter mercury)) {
            throw new ResourceException("no adapter of ours: " + owner);
        }
        adapter = mercury;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    private List<String> properties() {
        return List.of(connectSeconds, mostSeconds, trustedCertificates);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmtpManagedConnectionFactory that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }

    public String getConnectSeconds() {
        return connectSeconds;
    }

    public void setConnectSeconds(String connectSeconds) {
        this.connectSeconds = connectSeconds;
    }

    public String getMostSeconds() {
        return mostSeconds;
    }

    public void setMostSeconds(String mostSeconds) {
        this.mostSeconds = mostSeconds;
    }

    public String getTrustedCertificates() {
        return trustedCertificates;
    }

    public void setTrustedCertificates(String trustedCertificates) {
        this.trustedCertificates = trustedCertificates;
    }
}
