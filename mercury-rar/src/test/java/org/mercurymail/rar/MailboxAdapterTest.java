package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MailboxRights;
import org.mercurymail.net.Wiretap;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxSnapshot;
import org.mercurymail.wire.Wakeup;

/** POP3 and IMAP from a socket to a bean with one empty INBOX: the sessions' own tests go further. */
@Timeout(60)
class MailboxAdapterTest {

    private static final int IMAP = 22050;
    private static final int POP3 = 22051;

    @TempDir
    static Path directory;

    private final FakeContainer container = new FakeContainer();
    private final Queue<Wakeup> watching = new ConcurrentLinkedQueue<>();
    private final Queue<String> locked = new ConcurrentLinkedQueue<>();
    private final MercuryResourceAdapter adapter = new MercuryResourceAdapter();

    private Object bean() {
        return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {MailboxListener.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "login" -> ((Credentials) args[1]).secret().equals("secret")
                            ? new Login.Granted(1, Address.parse("u1@mercury.test").orElseThrow())
                            : new Login.Denied();
                    case "watch" -> watching.add((Wakeup) args[1]) ? null : null;
                    case "unwatch" -> watching.remove((Wakeup) args[1]) ? null : null;
                    case "lock" -> locked.add((String) args[1]);
                    case "unlock" -> locked.remove((String) args[1]) ? null : null;
                    case "rights" -> MailboxRights.ALL;
                    case "recent" -> 1L;
                    case "open", "refresh" -> MailboxSnapshot.empty(4, 1000, 1, 1);
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    @BeforeEach
    void start() throws Exception {
        adapter.start(container);
        MailboxActivationSpec spec = new MailboxActivationSpec();
        spec.setListeners("imap@127.0.0.1:" + IMAP + ", pop3@127.0.0.1:" + POP3);
        spec.setHostname("mail.mercury.test");
        spec.setDataDirectory(directory.toString());
        spec.setPlainNetworks("127.0.0.0/8, ::1");
        adapter.endpointActivation(new FakeContainer.Endpoints(bean()), spec);
    }

    @AfterEach
    void stop() {
        adapter.stop();
        container.close();
    }

    @Test
    void imapIdlesUntilTheAccountIsClosed() throws Exception {
        try (Wiretap client = new Wiretap(IMAP)) {
            assertTrue(client.line().startsWith("* OK"));
            client.send("a LOGIN u1@mercury.test secret\r\n");
            assertTrue(client.line().startsWith("a OK"));
            client.send("b SELECT INBOX\r\n");
            String line = client.line();
            while (!line.startsWith("b ") && !line.equals("<end>")) {
                line = client.line();
            }
            assertTrue(line.startsWith("b OK"), line);
            client.send("c IDLE\r\n");
            assertTrue(client.line().startsWith("+"));
            watching.element().wake();
            watching.element().end("Account closed");
            line = client.line();
            assertTrue(line.startsWith("* BYE") && line.contains("Account closed"), line);
            assertEquals("<end>", client.line());
        }
        adapter.stop();
        assertTrue(watching.isEmpty(), "the last question stopped the watching");
        adapter.start(container);
    }

    @Test
    void pop3LocksAndUnlocksWhateverWayItEnds() throws Exception {
        try (Wiretap client = new Wiretap(POP3)) {
            assertTrue(client.line().startsWith("+OK"));
            client.send("STLS\r\n");
            assertTrue(client.line().startsWith("+OK"));
            client.secure().send("USER u1@mercury.test\r\nPASS wrong\r\n");
            assertTrue(client.line().startsWith("+OK"));
            assertTrue(client.line().startsWith("-ERR"));
            client.send("USER u1@mercury.test\r\nPASS secret\r\nSTAT\r\n");
            assertTrue(client.line().startsWith("+OK"));
            assertTrue(client.line().startsWith("+OK"));
            assertEquals("+OK 0 0", client.line());
            assertEquals(1, locked.size());
        } // no QUIT
        adapter.stop();
        assertTrue(locked.isEmpty());
        adapter.start(container);
    }
}
