package org.mercurymail.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.7.0/24, 192.168.7.0, true", "192.168.7.0/24, 192.168.7.255, true",
        "192.168.7.0/24, 192.168.8.0, false", "192.168.7.0/24, 192.168.6.255, false",
        "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false",
        "172.16.0.0/12, 172.31.255.255, true", "172.16.0.0/12, 172.32.0.0, false",
        "192.0.2.128/25, 192.0.2.128, true", "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true", "192.0.2.7, 192.0.2.6, false", "192.0.2.7/32, 192.0.2.7, true",
        "0.0.0.0/0, 203.0.113.9, true", "0.0.0.0/0, ::1, false", "::/0, ::1, true", "::/0, 127.0.0.1, false",
        "::1, ::1, true", "::1/128, ::2, false", "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false", "fd00:7::/33, fd00:7:7fff::1, true", "fd00:7::/33, fd00:7:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true", "2001:db8::1.2.3.4, 2001:db8::102:304, true"})
    void contains(String network, String client, boolean is) throws Exception {
        assertEquals(is, Network.parse(network).orElseThrow().contains(InetAddress.getByName(client)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/8", "10/8", "10.0.0/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08",
        "10.0.0.0/8/8", "10.0.0.1/8", "010.0.0.0/8", "256.0.0.0/8", "1.2.3.4.5", "localhost", "localhost/8", "a.test",
        "::/129", "2001:db8::1/32", ":::/8", "1::2::3", "fe80::1%eth0", "[::1]", "2001:db8::/32 ", " ::1", "12345::",
        "::ffff:10.0.0.0/8", "1:2:3:4:5:6:7:8:9", "10.0.0.0/2147483648", "0x7f.0.0.1", "2130706433"})
    void isNone(String text) {
        assertEquals(Optional.empty(), Network.parse(text));
    }

    @Test
    void isWrittenAsItIsRead() {
        for (String text : new String[] {"192.168.7.0/24", "10.0.0.0/8", "0.0.0.0/0"}) {
            assertEquals(text, Network.parse(text).orElseThrow().toString());
        }
        Network six = Network.parse("2001:DB8::/32").orElseThrow();
        assertEquals(Optional.of(six), Network.parse(six.toString()));
        assertThrows(IllegalArgumentException.class,
                () -> new Network(InetAddress.getByName("10.0.0.1"), 8));
    }
}
