import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The benchmark of IMAP's commands in a large mailbox, the same for Mercury and its peers. {@code Mailbox commands PORT
 * ROUNDS}: what is asked of INBOX of u1, which somebody has filled, and of u2's, in messages, commands or sessions a
 * second or in milliseconds, medians, the first round apart. {@code Mailbox push SMTP IMAP COUNT}: how long after the 250
 * of SMTP a session in IDLE hears EXISTS.
 */
public final class Mailbox implements AutoCloseable {

    private static final int AT_ONCE = 4; // connections
    private static final int SECONDS = 4;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int expected; // messages that the last answer told of

    private Mailbox(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(600_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        line();
    }

    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[1]);
        int second = Integer.parseInt(args[2]);
        if (args[0].equals("push")) {
            push(first, second, Integer.parseInt(args[3]));
        } else {
            commands(first, second);
        }
    }

    private static void commands(int port, int rounds) throws Exception {
        System.out.println("what | first | median | unit");
        try (Mailbox box = new Mailbox(port)) {
            box.ask("LOGIN u1@mercury.test secret");
            measure(rounds, "SELECT", "ms", () -> box.millis("SELECT INBOX"));
            measure(rounds, "FETCH 1:5000 (FLAGS ENVELOPE)", "messages/s", () -> box.rate("FETCH 1:5000 (FLAGS ENVELOPE)"));
            measure(rounds, "FETCH 1:* (UID FLAGS)", "messages/s", () -> box.rate("FETCH 1:* (UID FLAGS)"));
            measure(rounds, "FETCH 1:5000 BODYSTRUCTURE", "messages/s", () -> box.rate("FETCH 1:5000 BODYSTRUCTURE"));
            measure(rounds, "FETCH 1:5000 BODY.PEEK[]", "messages/s", () -> box.rate("FETCH 1:5000 BODY.PEEK[]"));
            measure(rounds, "STORE of 5000, +FLAGS and -FLAGS", "messages/s", () -> {
                double on = box.millis("STORE 1:5000 +FLAGS.SILENT (\\Flagged)");
                return 10_000_000 / (on + box.millis("STORE 1:5000 -FLAGS.SILENT (\\Flagged)"));
            });
            measure(rounds, "STORE of one", "commands/s", () -> 1000 / box.millis("STORE 77 FLAGS (\\Seen)"));
            measure(rounds, "UID SEARCH UNSEEN", "ms", () -> box.millis("UID SEARCH UNSEEN"));
            measure(rounds, "UID SEARCH SINCE, LARGER", "ms", () -> box.millis("UID SEARCH SINCE 1-Jan-2020 LARGER 100000"));
            measure(rounds, "SORT (REVERSE DATE)", "ms", () -> box.millis("SORT (REVERSE DATE) UTF-8 ALL"));
            measure(rounds, "SORT (SUBJECT)", "ms", () -> box.millis("SORT (SUBJECT) UTF-8 ALL"));
            measure(rounds, "THREAD REFERENCES", "ms", () -> box.millis("THREAD REFERENCES UTF-8 ALL"));
            measure(rounds, "EXPUNGE of 100", "ms", () -> {
                box.ask("STORE 1:100 +FLAGS.SILENT (\\Deleted)");
                return box.millis("EXPUNGE");
            });
            box.ask("LOGOUT");
        }
        measure(rounds, "login, SELECT, logout; " + AT_ONCE + " at once", "sessions/s", () -> atOnce(port, Mailbox::session));
        measure(rounds, "APPEND of 10 KiB; " + AT_ONCE + " at once", "messages/s", () -> atOnce(port, Mailbox::append));
    }

    private static void measure(int rounds, String name, String unit, Callable<Double> work) throws Exception {
        double[] figures = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            figures[i] = work.call();
        }
        double first = figures[0];
        Arrays.sort(figures);
        System.out.printf(Locale.ROOT, "%s | %.0f | %.0f | %s%n", name, first, figures[rounds / 2], unit);
    }

    private double millis(String command) throws IOException {
        long began = System.nanoTime();
        ask(command);
        return (System.nanoTime() - began) / 1e6;
    }

    /** Messages that the answer tells of, a second. */
    private double rate(String command) throws IOException {
        double millis = millis(command);
        return expected * 1000.0 / millis;
    }

    /** What each of the connections does until its time is over: how often, a second, together. */
    private interface Doing {
        void once(int port, Mailbox box) throws IOException;
    }

    private static double atOnce(int port, Doing doing) throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(AT_ONCE);
        AtomicLong done = new AtomicLong();
        List<Future<?>> ends = new ArrayList<>();
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (int i = 0; i < AT_ONCE; i++) {
            ends.add(all.submit(() -> {
                try (Mailbox box = new Mailbox(port)) {
                    box.ask("LOGIN u2@mercury.test secret");
                    while (System.nanoTime() < end) {
                        doing.once(port, box);
                        done.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        for (Future<?> one : ends) {
            one.get();
        }
        all.shutdown();
        return (double) done.get() / SECONDS;
    }

    private static void session(int port, Mailbox unused) throws IOException {
        try (Mailbox box = new Mailbox(port)) {
            box.ask("LOGIN u1@mercury.test secret");
            box.ask("SELECT INBOX");
            box.ask("LOGOUT");
        }
    }

    private static void append(int port, Mailbox box) throws IOException {
        byte[] message = message();
        box.write("a APPEND INBOX {" + message.length + "}\r\n");
        box.out.flush();
        if (!box.line().startsWith("+")) {
            throw new IOException("no leave to send");
        }
        box.out.write(message);
        box.ask("");
    }

    private static byte[] message() {
        String line = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 abcdef\r\n";
        return ("From: <u1@mercury.test>\r\nTo: <u2@mercury.test>\r\nSubject: load\r\n\r\n" + line.repeat(10_240 / line.length()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void push(int smtp, int imap, int count) throws Exception {
        try (Mailbox box = new Mailbox(imap); Mailbox sender = new Mailbox(smtp)) {
            box.ask("LOGIN u3@mercury.test secret");
            box.ask("SELECT INBOX");
            box.write("a IDLE\r\n");
            box.out.flush();
            box.line();
            sender.smtp("HELO load.test");
            double[] millis = new double[count];
            for (int i = 0; i < count; i++) {
                sender.smtp("MAIL FROM:<a@else.test>");
                sender.smtp("RCPT TO:<u3@mercury.test>");
                sender.smtp("DATA");
                sender.out.write(message());
                sender.smtp(".");
                long began = System.nanoTime();
                while (!box.line().endsWith(" EXISTS")) { } // may have come before the 250
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf(Locale.ROOT, "%d messages, ms from 250 to EXISTS: p50 %.1f, p95 %.1f, p99 %.1f, most %.1f%n", count,
                    millis[count / 2], millis[count * 95 / 100], millis[count * 99 / 100], millis[count - 1]);
        }
    }

    private void smtp(String command) throws IOException {
        write(command + "\r\n");
        out.flush();
        String line = line();
        if (line.charAt(0) > '3') {
            throw new IOException(command + " -> " + line);
        }
    }

    private void ask(String command) throws IOException {
        write(command.isEmpty() ? "\r\n" : "a " + command + "\r\n");
        out.flush();
        expected = 0;
        String line = line();
        while (!line.startsWith("a ")) {
            expected += line.startsWith("* ") && line.contains(" FETCH ") ? 1 : 0;
            int literal = line.endsWith("}") ? line.lastIndexOf('{') : -1;
            if (literal >= 0) {
                in.skipNBytes(Long.parseLong(line.substring(literal + 1, line.length() - 1)));
            }
            line = line();
        }
        if (!line.startsWith("a OK")) {
            throw new IOException(command + " -> " + line);
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after " + line);
            }
            line.append((char) b);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
