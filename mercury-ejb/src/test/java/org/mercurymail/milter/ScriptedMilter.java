package org.mercurymail.milter;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A milter that writes down what it hears and answers as told. Shares no code with the client. */
public final class ScriptedMilter implements AutoCloseable {

    private final ServerSocket listener;
    public final List<String> heard = new CopyOnWriteArrayList<>();
    final Map<Character, byte[][]> answers = new ConcurrentHashMap<>();
    /** A recipient, as it is heard, that is refused. */
    volatile String refused = "";
    /** A permit for each dialogue that the client ended as it should. */
    final Semaphore quits = new Semaphore(0);
    volatile int actions = 0x1f;
    volatile int steps;
    volatile char hangsUpAt = '-';

    public ScriptedMilter() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "milter");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public ScriptedMilter answers(char step, byte[]... packets) {
        answers.put(step, packets);
        return this;
    }

    /** A packet of texts, each ended by a NUL. */
    public static byte[] packet(char kind, String... texts) {
        StringBuilder all = new StringBuilder().append(kind);
        for (String text : texts) {
            all.append(text).append('\0');
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] numbered(char kind, int number, String... texts) {
        byte[] rest = packet(kind, texts);
        return ByteBuffer.allocate(rest.length + 4).put((byte) kind).putInt(number).put(rest, 1, rest.length - 1).array();
    }

    public static byte[] raw(char kind, String text) {
        return (kind + text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                talk(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
            } catch (IOException next) {
                // the client went, or the test is over
            }
        }
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            byte[] data = in.readNBytes(in.readInt());
            char kind = (char) data[0];
            heard.add(kind == 'O' ? "O" : new String(data, StandardCharsets.ISO_8859_1).replace('\0', '|'));
            if (kind == 'Q') {
                quits.release();
            }
            if (kind == hangsUpAt || kind == 'Q') {
                return;
            }
            byte[][] answer = kind == 'O' ? new byte[][] {ByteBuffer.allocate(13).put((byte) 'O').putInt(6)
                    .putInt(actions).putInt(steps).array()} : kind == 'D' ? new byte[0][]
                    : answers.getOrDefault(kind, new byte[][] {{'c'}});
            if (kind == 'R' && heard.get(heard.size() - 1).contains(refused) && !refused.isEmpty()) {
                answer = new byte[][] {{'r'}};
            }
            for (byte[] packet : answer) {
                out.writeInt(packet.length);
                out.write(packet);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
