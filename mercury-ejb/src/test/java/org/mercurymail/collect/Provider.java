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

/** A provider's POP3 server (RFC 1939) with one mailbox, which can hang up instead of answering QUIT. */
final class Provider implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Map<String, String> messages = new TreeMap<>();
    private volatile boolean hangsUpAtQuit;

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
                case "STAT" -> say(out, "+OK " + drop.size() + " 1000");
                case "LIST" -> say(out, n < 0 ? "-ERR" : "+OK " + words[1] + " " + drop.get(n).getValue().length());
                case "UIDL" -> say(out, n < 0 ? "-ERR" : "+OK " + words[1] + " " + drop.get(n).getKey());
                case "RETR" -> say(out, "+OK\r\n" + drop.get(n).getValue().replaceAll("(?m)^\\.", "..") + ".");
                case "DELE" -> {
                    deleted.add(drop.get(n).getKey());
                    say(out, "+OK");
                }
                case "NOOP", "RSET" -> say(out, "+OK");
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

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
