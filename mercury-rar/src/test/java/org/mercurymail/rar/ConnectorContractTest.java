package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mercurymail.port.Route;

/** What the connector specification asks of the classes a container handles. */
class ConnectorContractTest {

    static Stream<Supplier<Object>> beans() {
        return Stream.of(MercuryResourceAdapter::new, SmtpActivationSpec::new, MailboxActivationSpec::new,
                SmtpManagedConnectionFactory::new);
    }

    @ParameterizedTest
    @MethodSource("beans")
    void areEqualByTheirPropertiesAndSurviveSerialisation(Supplier<Object> maker) throws Exception {
        Object one = maker.get();
        assertEquals(one, maker.get());
        assertEquals(one.hashCode(), maker.get().hashCode());
        assertNotEquals(one, "something else");
        assertEquals(one, copy(one));
        for (PropertyDescriptor property : Introspector.getBeanInfo(one.getClass()).getPropertyDescriptors()) {
            if (property.getPropertyType() == String.class) {
                Object other = maker.get();
                property.getWriteMethod().invoke(other, "17");
                assertEquals("17", property.getReadMethod().invoke(other));
                assertNotEquals(one, other, property.getName());
                assertEquals(other, copy(other), property.getName());
            }
        }
    }

    private static Object copy(Object original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void theAdapterAnswersNoNull() {
        assertArrayEquals(new XAResource[0], new MercuryResourceAdapter().getXAResources(new ActivationSpec[0]));
    }

    private static SmtpActivationSpec good() {
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setListeners("mx@127.0.0.1:2525, submission@[::1]:465/tls,lmtp@localhost:24");
        spec.setDataDirectory("/tmp");
        spec.setHostname("mail.mercury.test");
        return spec;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "listeners | ''", "listeners | mx", "listeners | imap@127.0.0.1:143", "listeners | mx@127.0.0.1:0",
        "listeners | mx@127.0.0.1:70000", "listeners | mx@no.such.host.invalid:25", "listeners | mx@127.0.0.1:25/ssl",
        "hostname | not a name", "certificate | /tmp/c.pem", "dataDirectory | ''", "maxConnections | many",
        "maxConnections | 0", "maxConnectionsPerAddress | -1", "workThreads | 5000", "plainNetworks | 10.0.0.1/8",
        "maxSize | 1000", "maxRecipients | 99"})
    void aWrongPropertyIsNamed(String property, String value) throws Exception {
        good().validate();
        SmtpActivationSpec spec = good();
        new PropertyDescriptor(property, SmtpActivationSpec.class).getWriteMethod().invoke(spec, value);
        InvalidPropertyException wrong = assertThrows(InvalidPropertyException.class, spec::validate);
        assertTrue(wrong.getMessage().startsWith(property + ": "), wrong.getMessage());
        assertEquals(property, wrong.getInvalidPropertyDescriptors()[0].getName());
    }

    @Test
    void aPropertyLeftEmptyHasItsDefault() throws Exception {
        SmtpActivationSpec spec = good();
        spec.setMaxSize("");
        spec.setWorkThreads(" ");
        spec.setPlainNetworks("");
        spec.validate();
        assertEquals(52_428_800, spec.sizeLimit());
        assertEquals(1_000, spec.recipientLimit());
        assertEquals(64, spec.mostWorkers());
    }

    /** The configuration is read through MicroProfile Config, which only a container has: here the reference itself. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"${MPCONFIG=mercury.hostname} | mercury.hostname",
        "' ${MPCONFIG=mercury.smtp.max-size} ' | mercury.smtp.max-size", "mail.test | ''", "${mercury.hostname} | ''",
        "${MPCONFIG=} | ''", "a${MPCONFIG=b} | ''"})
    void aReferenceNamesItsKey(String value, String key) {
        assertEquals(key, Reference.key(value).orElse(""));
        assertTrue(!key.isEmpty() || Reference.resolve(value).equals(value));
    }

    @Test
    void connectionsMatchByRoute() throws Exception {
        SmtpManagedConnectionFactory factory = new SmtpManagedConnectionFactory();
        MercuryResourceAdapter adapter = new MercuryResourceAdapter();
        factory.setResourceAdapter(adapter);
        Route here = new Route("a.test", "127.0.0.1", 25, false, Route.Tls.NEVER, Optional.empty(), "me.test");
        Route same = new Route("a.test", "127.0.0.1", 25, false, Route.Tls.NEVER, Optional.empty(), "me.test");
        Route there = new Route("a.test", "127.0.0.2", 25, false, Route.Tls.NEVER, Optional.empty(), "me.test");
        assertEquals(new RouteRequest(here), new RouteRequest(same));
        assertEquals(new RouteRequest(here).hashCode(), new RouteRequest(same).hashCode());
        SmtpWire.Surroundings around = new SmtpWire.Surroundings(new ClientTls(Optional.empty()),
                java.time.Duration.ofSeconds(1), java.time.Duration.ofSeconds(1), null);
        SmtpManagedConnection pooled = new SmtpManagedConnection(here, around);
        Set<Object> pool = Set.of(pooled, "not ours");
        assertEquals(pooled, factory.matchManagedConnections(pool, null, new RouteRequest(same)));
        assertEquals(null, factory.matchManagedConnections(pool, null, new RouteRequest(there)));
    }
}
