package org.mercurymail.it;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * SMTP sessions that go on through kills: each message has a token of its own and is sent once; what was answered with
 * 250 is remembered as acknowledged, what was cut off before is remembered too.
 */
final class KillLoad {

    static final List<String> USERS = IntStream.rangeClosed(1, 8).mapToObj(i -> "u" + i + "@mercury.test").toList();

    /** One message, whether its 250 came or not. */
    record Sent(String token, List<String> local, List<String> foreign, boolean acknowledged) { }

    private static final long RECONNECT = 50_000_000L;

    private final ServerPorts ports;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Thread> sessions = new ArrayList<>();
    private final List<Throwable> trouble = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    KillLoad(ServerPorts ports, int count, long seed) {
        this.ports = ports;
        for (int i = 0; i < count; i++) {
            int number = i;
            sessions.add(new Thread(() -> run(number, new Random(seed + number)), "load-" + i));
        }
    }

    void start() {
        sessions.forEach(Thread::start);
    }

    long acknowledged() {
        if (!trouble.isEmpty()) {
            throw new AssertionError("a session ended", trouble.get(0));
        }
        return acknowledged.get();
    }

    List<Sent> stop() {
        stopped = true;
        for (Thread session : sessions) {
            try {
                session.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        acknowledged();
        return List.copyOf(sent);
    }

    private void run(int number, Random random) {
        try {
            int message = 0;
            while (!stopped) {
                try (Smtp smtp = connect(number)) {
                    while (!stopped) {
                        send(smtp, number + "-" + message++, number, random);
                    }
                } catch (UncheckedIOException killed) {
                    LockSupport.parkNanos(RECONNECT);
                }
            }
        } catch (RuntimeException | Error e) {
            trouble.add(e);
        }
    }

    /** Two sessions come as strangers at the MX port and send to local accounts only; the others submit. */
    private Smtp connect(int number) {
        Smtp smtp = Smtp.connect(number < 2 ? ports.mx() : ports.submission());
        if (smtp.greeting().code() == 421) {
            smtp.close();
            throw new UncheckedIOException(new java.io.IOException("going down"));
        }
        smtp.ehlo();
        if (number >= 2) {
            Smtp.Reply login = smtp.authPlain(USERS.get(number), "secret");
            if (login.code() != 235) {
                smtp.close();
                throw new UncheckedIOException(new java.io.IOException(login.toString()));
            }
        }
        return smtp;
    }

    private void send(Smtp smtp, String token, int number, Random random) {
        List<String> local = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        local.add(USERS.get(random.nextInt(USERS.size())));
        if (random.nextInt(4) == 0) {
            USERS.stream().filter(user -> !local.contains(user)).skip(random.nextInt(7)).findFirst()
                    .ifPresent(local::add);
        }
        if (number >= 2 && random.nextInt(2) == 0) {
            foreign.add("k" + token + "@away.test");
        }
        int size = random.nextInt(50) == 0 ? 600_000 : 500 + random.nextInt(20_000);
        byte[] plain = Mail.large(USERS.get(number), local.get(0), "kill test", size, random.nextLong());
        byte[] message = concat(("X-Token: " + token + "\r\n").getBytes(StandardCharsets.US_ASCII), plain);
        List<String> recipients = new ArrayList<>(local);
        recipients.addAll(foreign);
        boolean answered = false;
        try {
            // a server that goes down may say 451 or 421 to any step: then nothing was promised
            if (smtp.send("MAIL FROM:<" + USERS.get(number) + ">").code() != 250) {
                throw new UncheckedIOException(new java.io.IOException("not now"));
            }
            for (String recipient : recipients) {
                if (smtp.send("RCPT TO:<" + recipient + ">").code() != 250) {
                    throw new UncheckedIOException(new java.io.IOException("not now"));
                }
            }
            answered = smtp.data(message).code() == 250;
        } finally {
            sent.add(new Sent(token, local, foreign, answered));
            if (answered) {
                acknowledged.incrementAndGet();
            }
        }
    }

    private static byte[] concat(byte[] head, byte[] rest) {
        byte[] all = java.util.Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return all;
    }
}
