package org.mercurymail.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mercurymail.config.TestSettings;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Whose word on DNSSEC is believed: the resolver's AD (RFC 6840 §5.8), and only where an administrator says so. */
class VouchedMxTest {

    private DatagramSocket socket;
    private volatile boolean asked;

    @BeforeEach
    void serve() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    answer();
                }
            } catch (IOException closed) {
                // the test is over
            }
        }, "resolver");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() {
        socket.close();
    }

    /** Signed are those domains whose name says so; the resolver fails for broken ones, as a validating one does. */
    private void answer() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        Message question = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
        asked = question.getHeader().getFlag(Flags.AD);
        Name name = question.getQuestion().getName();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        if (name.toString().startsWith("signed")) {
            answer.getHeader().setFlag(Flags.AD);
        }
        if (name.toString().contains("bogus")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (!name.toString().contains("bare")) {
            answer.addRecord(new MXRecord(name, DClass.IN, 60, 10, Name.fromString("MX." + name)), Section.ANSWER);
        }
        byte[] bytes = answer.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }

    private Set<String> vouched(String domain, boolean validating) throws Names.DnsUnavailable {
        return names(validating).vouchedMx(domain);
    }

    private DnsNames names(boolean validating) {
        return new DnsNames(TestSettings.of("mercury.dns.servers", "127.0.0.1:" + socket.getLocalPort(),
                "mercury.dns.validating", String.valueOf(validating)));
    }

    @Test
    void onlyWhatIsSignedAndOnlyWhereTheResolverIsTrusted() throws Exception {
        assertEquals(Set.of("mx.signed.test"), vouched("signed.test", true));
        assertEquals(true, asked);
        assertEquals(Set.of(), vouched("plain.test", true));
        assertEquals(Set.of(), vouched("signed.test", false));
        assertEquals(Set.of("signed-bare.test"), vouched("signed-bare.test", true), "the implicit MX");
        assertEquals(Set.of(), vouched("bare.test", true));
    }

    @Test
    void aBrokenSignatureVouchesForNobody() throws Exception {
        assertEquals(Set.of(), vouched("signed-bogus.test", true));
        DnsNames names = names(true);
        socket.close();
        assertThrows(Names.DnsUnavailable.class, () -> names.vouchedMx("signed.test"));
    }
}
