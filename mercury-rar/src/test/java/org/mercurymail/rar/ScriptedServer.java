package org.mercurymail.rar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that plays one script for each connection, in order, and writes down what it was told. */
final class ScriptedServer implements AutoCloseable {

    /** One connection's part; returning closes the connection. */
    @FunctionalInterface
    interface Script {
        void play(Talk talk) throws Exception;
    }

    /** The server's side of one connection. */
    static final class Talk {

        final Socket socket;
        private final BufferedReader in;
        private final List<String> heard;

        Talk(Socket socket, List<String> heard) throws IOException {
            this.socket = socket;
            this.heard = heard;
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        Talk say(String lines) throws IOException {
            socket.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Hears one line. */
        Talk hear() throws IOException {
            String line = in.readLine();
            heard.add(String.valueOf(line));
            if (line == null) {
                throw new IOException("the client left");
            }
            return this;
        }

        /** Hears all up to the end of DATA. */
        Talk hearMessage() throws IOException {
            hear();
            while (!heard.get(heard.size() - 1).equals(".")) {
                hear();
            }
            return this;
        }

        Talk greet() throws IOException {
            return say("220 there ESMTP").hear().say("250 there");
        }

        /** One message without pipelining. */
        Talk take() throws IOException {
            return hear().say("250 ok").hear().say("250 ok").hear().say("354 go").hearMessage().say("250 kept");
        }
    }

    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket();
    private final Queue<Script> scripts;

    ScriptedServer(int port, Script... scripts) throws IOException {
        this.scripts = new ConcurrentLinkedQueue<>(List.of(scripts));
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread thread = new Thread(this::run, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                heard.add("<connection>");
                Script script = scripts.poll();
                if (script != null) {
                    script.play(new Talk(socket, heard));
                }
            } catch (Exception e) {
                heard.add("<" + e.getMessage() + ">");
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
