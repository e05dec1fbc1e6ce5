import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The benchmark of searches over IMAP, the same for Mercury and its peers: {@code Search fill PORT COUNT} appends the
 * mail of {@link Corpus} to INBOX of u1, {@code Search maildir DIRECTORY COUNT} writes it there,
 * {@code Search ask PORT ROUNDS} searches it and prints, for each question, how
 * many were found and the milliseconds to the first octet of the answer and to its end, medians; the first time apart.
 */
public final class Search {

    private static final int CONNECTIONS = 4;
    private static final int AT_ONCE = 32;

    private static final String[][] QUESTIONS = {
        {"rare word", "BODY " + Corpus.RARE},
        {"inside of a word", "BODY " + Corpus.RARE.substring(2, 8)},
        {"not there", "BODY nowhereatall"},
        {"common word", "BODY " + Corpus.COMMON},
        {"TEXT, rare", "TEXT " + Corpus.RARE},
        {"subject", "SUBJECT \"" + Corpus.SUBJECT + "\""},
        {"from", "FROM " + Corpus.SENDER},
        {"two letters", "BODY zq"},
    };

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Search(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        line();
        ask("a LOGIN u1@mercury.test secret");
    }

    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[2]);
        switch (args[0]) {
            case "fill" -> fill(Integer.parseInt(args[1]), number);
            case "maildir" -> write(Path.of(args[1]), number);
            default -> questions(Integer.parseInt(args[1]), number);
        }
    }

    private static void write(Path maildir, int count) throws IOException {
        Files.createDirectories(maildir.resolve("new"));
        Files.createDirectories(maildir.resolve("tmp"));
        Path cur = Files.createDirectories(maildir.resolve("cur"));
        for (int i = 0; i < count; i++) {
            Files.write(cur.resolve(1_700_000_000 + i + "." + i + ".bench:2,"), Corpus.message(i));
        }
    }

    private static void fill(int port, int count) throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(CONNECTIONS);
        List<Future<?>> ends = new ArrayList<>();
        long began = System.nanoTime();
        for (int c = 0; c < CONNECTIONS; c++) {
            int first = c;
            ends.add(all.submit(() -> {
                new Search(port).append(first, count);
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        all.shutdown();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(Locale.ROOT, "filled %d in %.1f s, %.0f/s%n", count, seconds, count / seconds);
    }

    /** Every fourth message from this one; some on their way at once (LITERAL+). */
    private void append(int first, int count) throws IOException {
        int open = 0;
        for (int i = first; i < count; i += CONNECTIONS) {
            byte[] message = Corpus.message(i);
            write("a APPEND INBOX {" + message.length + "+}\r\n");
            out.write(message);
            write("\r\n");
            if (++open == AT_ONCE) {
                drain(open);
                open = 0;
            }
        }
        drain(open);
        socket.close();
    }

    private void drain(int answers) throws IOException {
        out.flush();
        for (int left = answers; left > 0;) {
            String line = line();
            if (line.startsWith("a OK")) {
                left--;
            } else if (!line.startsWith("* ")) {
                throw new IOException(line);
            }
        }
    }

    private static void questions(int port, int rounds) throws IOException {
        Search search = new Search(port);
        search.ask("a SELECT INBOX");
        for (String[] question : QUESTIONS) {
            double[] first = new double[rounds];
            double[] whole = new double[rounds];
            int found = 0;
            for (int i = 0; i < rounds; i++) {
                long began = System.nanoTime();
                search.write("a UID SEARCH " + question[1] + "\r\n");
                search.out.flush();
                search.in.mark(1);
                search.in.read();
                first[i] = (System.nanoTime() - began) / 1e6;
                search.in.reset();
                String answer = search.answer();
                whole[i] = (System.nanoTime() - began) / 1e6;
                found = answer.lines().filter(line -> line.startsWith("* SEARCH")).findFirst().orElse("")
                        .split(" ").length - 2;
            }
            double firstTime = whole[0];
            Arrays.sort(first);
            Arrays.sort(whole);
            System.out.printf(Locale.ROOT, "%s | %d | %.1f | %.1f | %.1f%n", question[0], Math.max(0, found), firstTime,
                    first[rounds / 2], whole[rounds / 2]);
        }
    }

    private void ask(String command) throws IOException {
        write(command + "\r\n");
        out.flush();
        answer();
    }

    private String answer() throws IOException {
        StringBuilder all = new StringBuilder();
        String line = line();
        while (line.startsWith("* ")) {
            all.append(line).append('\n');
            line = line();
        }
        if (!line.startsWith("a OK")) {
            throw new IOException(line);
        }
        return all.toString();
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
}
