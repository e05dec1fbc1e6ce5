package org.mercurymail.collect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A provider's POP3 server (RFC 1939) with one mailbox, which can hang, and hang up at a message or at QUIT. */
final class Provider implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Map<String, String> messages = new TreeMap<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile boolean hangsUpAtQuit;
    private volatile String hangsUpAt = "";
    private volatile String hangsAt = "";

    Provider() throws IOException {
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized void put(String uid, String message) {
        messages.put(uid, message.replace("\n", "\r\n"));
    }

    synchronized Set<String> uids() {
        return new TreeSet<>(messages.keySet());
    }

    void hangUpAtQuit(boolean yes) {
        hangsUpAtQuit = yes;
    }

    /** In the middle of the message of this name. */
    void hangUpAt(String uid) {
        hangsUpAt = uid;
    }

    /** In the middle of the message of this name it says no more. */
    void hangAt(String uid) {
        hangsAt = uid;
    }

    void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                session(socket);
            } catch (IOException e) {
                // the client went, or the test is over
            }
        }
    }

    private void session(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        List<Map.Entry<String, String>> drop;
        synchronized (this) {
            drop = new ArrayList<>(new TreeMap<>(messages).entrySet());
        }
        Set<String> deleted = new TreeSet<>();
        say(out, "+OK ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            int n = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) - 1 : -1;
            switch (words[0].toUpperCase()) {
                case "USER" -> say(out, "+OK");
                case "PASS" -> say(out, words[1].equals("right") ? "+OK" : "-ERR no");
                case "LIST" -> list(out, drop, entry -> String.valueOf(entry.getValue().length()));
                case "UIDL" -> list(out, drop, Map.Entry::getKey);
                case "RETR" -> {
                    if (drop.get(n).getKey().equals(hangsUpAt)) {
                        say(out, "+OK\r\nSubject: beg");
                        return;
                    }
                    if (drop.get(n).getKey().equals(hangsAt)) {
                        say(out, "+OK\r\nSubject: beg");
                        hanging.countDown();
                        in.readLine();
                    }
                    say(out, "+OK\r\n" + drop.get(n).getValue().replaceAll("(?m)^\\.", "..") + ".");
                }
                case "DELE" -> {
                    deleted.add(drop.get(n).getKey());
                    say(out, "+OK");
                }
                case "QUIT" -> {
                    if (!hangsUpAtQuit) {
                        synchronized (this) {
                            messages.keySet().removeAll(deleted);
                        }
                        say(out, "+OK");
                    }
                    return;
                }
                default -> say(out, "-ERR unknown");
            }
        }
    }

    private static void list(OutputStream out, List<Map.Entry<String, String>> drop,
            Function<Map.Entry<String, String>, String> word) throws IOException {
        say(out, "+OK");
        for (int i = 0; i < drop.size(); i++) {
            say(out, i + 1 + " " + word.apply(drop.get(i)));
        }
        say(out, ".");
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
