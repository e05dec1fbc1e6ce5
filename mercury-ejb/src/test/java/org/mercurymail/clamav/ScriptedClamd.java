package org.mercurymail.clamav;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clamd that finds one word, takes so many octets at the most, and may say nothing. Shares no code with the client. */
public final class ScriptedClamd implements AutoCloseable {

    public static final String VIRUS = "X-RATED-VIRUS";

    private final ServerSocket listener;
    private final Thread thread;
    public final List<byte[]> scanned = new CopyOnWriteArrayList<>();
    volatile int mostOctets = 50 << 20;
    volatile boolean silent;
    volatile boolean deaf;

    public ScriptedClamd() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "clamd");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                if (deaf) {
                    new String(in.readNBytes(1), StandardCharsets.US_ASCII);
                    Thread.sleep(5_000); // takes nothing more, says nothing
                    continue;
                }
                String answer = scan(in);
                if (silent) {
                    in.read(); // until the client has had enough
                    continue;
                }
                socket.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // the client went, or the test is over
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String scan(DataInputStream in) throws IOException {
        String command = new String(in.readNBytes(10), StandardCharsets.US_ASCII);
        if (!command.equals("zINSTREAM\0")) {
            return "UNKNOWN COMMAND";
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int n = in.readInt(); n > 0; n = in.readInt()) {
            all.write(in.readNBytes(n));
            if (all.size() > mostOctets) {
                return "INSTREAM size limit exceeded. ERROR";
            }
        }
        scanned.add(all.toByteArray());
        return all.toString(StandardCharsets.ISO_8859_1).contains(VIRUS) ? "stream: Test.Virus-1 FOUND" : "stream: OK";
    }

    @Override
    public void close() throws IOException {
        listener.close();
        thread.interrupt();
        try {
            thread.join(5_000); // until then it may still answer one
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
