package org.mercurymail.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.mail.Domain;

class SettingsTest {

    @Test
    void theDefaultsAreGood() {
        Settings settings = TestSettings.of();
        assertEquals("mx.mercury.test", settings.hostname());
        assertFalse(settings.dev());
        assertEquals(Optional.empty(), settings.nextHop());
        assertEquals(List.of("mx@127.0.0.1:2525", "submission@127.0.0.1:2587", "lmtp@127.0.0.1:2424"),
                settings.smtpListeners().stream().map(Listener::toString).toList());
        assertEquals(Duration.ofSeconds(60), settings.retrySchedule().get(0));
        assertEquals(Duration.ofHours(4), settings.retrySchedule().get(5));
        assertEquals(new Domain("mercury.test"), settings.firstDomain());
        assertEquals(5, settings.loginFailuresByName());
        assertEquals(20, settings.loginFailuresByAddress());
    }

    @Test
    void valuesAreTyped() {
        Settings settings = TestSettings.of("mercury.next-hop", "[::1]:12025", "mercury.next-hop.user", "me",
                "mercury.next-hop.password", "p", "mercury.retry.schedule", "500ms, 1s", "mercury.retry.expire", "2d",
                "mercury.smtp.listeners", "mx@[::1]:25,submission@0.0.0.0:465/tls", "mercury.mode", "DEV",
                "mercury.login.failures-by-name", "0", "mercury.login.failures-by-address", "3");
        assertEquals(new Endpoint("::1", 12025), settings.nextHop().orElseThrow());
        assertEquals("me", settings.nextHopLogin().orElseThrow().user());
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(1)), settings.retrySchedule());
        assertEquals(Duration.ofDays(2), settings.retryExpire());
        assertTrue(settings.smtpListeners().get(1).tls());
        assertEquals("mx@[::1]:25", settings.smtpListeners().get(0).toString());
        assertTrue(settings.dev());
        assertEquals(0, settings.loginFailuresByName());
        assertEquals(3, settings.loginFailuresByAddress());
    }

    @Test
    void nobodyRelaysUnlessNamed() {
        Settings standard = TestSettings.of();
        assertEquals(List.of(), standard.relayNetworks());
        assertEquals(Optional.empty(), standard.popBeforeSmtp());
        Settings open = TestSettings.of("mercury.smtp.relay-networks", "192.168.7.0/24@2525, fd00:7::/32@2587",
                "mercury.pop-before-smtp", "on");
        assertEquals(List.of("192.168.7.0/24@2525", "fd00:7:0:0:0:0:0:0/32@2587"),
                open.relayNetworks().stream().map(RelayNetwork::toString).toList());
        assertEquals(Optional.of(Duration.ofMinutes(10)), open.popBeforeSmtp());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mercury.mode               | prod               | mercury.mode is 'prod', but must be one of dev, run
        mercury.next-hop           | smart.host         | mercury.next-hop is 'smart.host', but must be HOST:PORT
        mercury.next-hop           | h:99999            | mercury.next-hop is 'h:99999', but must be HOST:PORT
        mercury.retry.warn         | soon               | mercury.retry.warn is 'soon', but must be a time such as 90s, 15m, 4h or 5d
        mercury.retry.schedule     | 1m, 0s             | mercury.retry.schedule is '1m, 0s', but must be times greater than zero, separated by commas
        mercury.smtp.max-size      | 50M                | mercury.smtp.max-size is '50M', but must be a number from 65536 to 2147483648
        mercury.login.plain-networks | 10.0.0.1/8       | mercury.login.plain-networks is '10.0.0.1/8', but must be networks, as 192.168.7.0/24, separated by commas
        mercury.smtp.listeners     | imap@127.0.0.1:1   | mercury.smtp.listeners is 'imap@127.0.0.1:1', but must be SERVICE@ADDRESS:PORT with SERVICE one of lmtp, mx, submission
        mercury.smtp.relay-networks | 10.0.0.0/8        | mercury.smtp.relay-networks is '10.0.0.0/8', but must be NETWORK@PORT, as 192.168.7.0/24@2525, with the port of a listener
        mercury.smtp.relay-networks | 10.0.0.1/8@2525   | mercury.smtp.relay-networks is '10.0.0.1/8@2525', but must be NETWORK@PORT, as 192.168.7.0/24@2525, with the port of a listener
        mercury.smtp.relay-networks | 10.0.0.0/8@25     | mercury.smtp.relay-networks is '10.0.0.0/8@25', but must be NETWORK@PORT, as 192.168.7.0/24@2525, with the port of a listener
        mercury.pop-before-smtp    | maybe              | mercury.pop-before-smtp is 'maybe', but must be true or false
        mercury.hostname           | a b                | mercury.hostname is 'a b', but must be a name that DNS could carry
        mercury.first.account      | a@b                | mercury.first.account is 'a@b', but must be what stands before the @ of an address
        mercury.first.domain       | -x-                | mercury.first.domain is '-x-', but must be a domain name
        """)
    void nonsenseNamesKeyAndValue(String key, String value, String line) {
        assertEquals(line, assertThrows(ConfigurationRefused.class, () -> TestSettings.of(key, value)).getMessage());
    }

    @Test
    void aPasswordIsNeverRepeated() {
        assertEquals("mercury.db.password is (hidden), but must be something",
                Values.refused("mercury.db.password", "hunter2", "something").getMessage());
    }

    @Test
    void unknownKeysAreRefusedWithAHint() {
        ConfigurationTable table = ConfigurationTable.load();
        table.refuseUnknown(List.of("mercury.mode", "MERCURY_NEXT_HOP_USER", "MERCURYX", "MERCURY_JAVA_OPTS", "PATH", "java.home"));
        assertEquals("unknown configuration key mercury.nexthop; did you mean mercury.next-hop?",
                assertThrows(ConfigurationRefused.class, () -> table.refuseUnknown(List.of("mercury.nexthop")))
                        .getMessage());
        assertEquals("unknown configuration key MERCURY_DB_ULR; did you mean MERCURY_DB_URL?",
                assertThrows(ConfigurationRefused.class, () -> table.refuseUnknown(List.of("MERCURY_DB_ULR")))
                        .getMessage());
        assertEquals("unknown configuration key mercury.quite.something.else",
                assertThrows(ConfigurationRefused.class, () ->
                        table.refuseUnknown(List.of("mercury.quite.something.else"))).getMessage());
    }
}
