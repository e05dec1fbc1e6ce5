package org.mercurymail.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port that the configuration asks for: the key that names it, the service behind it, and where it listens.
 */
record Port(String key, String service, String address, int number) {

    private static final Pattern LISTENER =
            Pattern.compile("([a-z0-9]+)@(\\[[0-9A-Fa-f:.]+\\]|[^:@\\s]+):(\\d{1,5})(/tls)?");
    private static final String BROKER = "mercury.broker.listen";
    private static final Duration ONE_TRY = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    static List<Port> of(Settings settings) throws Unfit {
        List<Port> ports = new ArrayList<>();
        for (String key : List.of("mercury.smtp.listeners", "mercury.mailbox.listeners")) {
            for (String listener : settings.get(key).split(",")) {
                if (!listener.isBlank()) {
                    ports.add(parse(key, listener.strip()));
                }
            }
        }
        ports.add(parse("mercury.http.listen", "http@" + settings.get("mercury.http.listen")));
        if (!settings.get(BROKER).isEmpty()) {
            ports.add(parse(BROKER, "jms@" + settings.get(BROKER)));
        }
        return ports;
    }

    private static Port parse(String key, String listener) throws Unfit {
        Matcher parts = LISTENER.matcher(listener);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65535) {
            throw Unfit.configured(key + ": cannot listen at \"" + listener + "\", it must be "
                    + (key.endsWith(".listen") ? "ADDRESS:PORT" : "SERVICE@ADDRESS:PORT or …/tls"));
        }
        String address = parts.group(2).replaceAll("[\\[\\]]", "");
        return new Port(key, parts.group(1), address, Integer.parseInt(parts.group(3)));
    }

    /** Takes the port for a moment, to see that it is free and ours to take. */
    ServerSocket take() throws Unfit {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(address, number));
            return socket;
        } catch (IOException e) {
            throw new Unfit(key + ": cannot listen at " + this + ": " + e.getMessage());
        }
    }

    void awaitAnswer(Instant until) throws Unfit {
        while (!answers()) {
            if (Instant.now().isAfter(until)) {
                throw new Unfit(key + ": nothing answers at " + this);
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
    }

    private boolean answers() {
        InetSocketAddress here = new InetSocketAddress(address, number);
        if (here.getAddress().isAnyLocalAddress()) {
            here = new InetSocketAddress("localhost", number);
        }
        try (Socket socket = new Socket()) {
            socket.connect(here, (int) ONE_TRY.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return service + " " + (address.contains(":") ? "[" + address + "]" : address) + ":" + number;
    }
}
