package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SEARCH in texts: at once after the delivery, while the index is made, across a kill, and the same without it. */
final class SearchIT {

    private static final String U3 = "u3@mercury.test";
    private static final int MESSAGES = 300;
    private static final List<String> WORDS = List.of("alpha", "Größe", "STRASSE", "Grüße", "über", "café",
            "50%_off", "x-ray");

    private final MercuryServer server = MercuryServer.fresh("search", Map.of());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itIsFoundAtOnceAndStaysSo() {
        server.start();
        Random random = new Random(4);
        List<String> texts = new ArrayList<>();
        try (Imap imap = Imap.inbox(server.ports().imap(), U3);
                Smtp smtp = Smtp.submission(server.ports().submission(), U3)) {
            for (int i = 0; i < MESSAGES; i++) {
                String token = "token" + i + "end";
                String text = token + ' ' + WORDS.get(random.nextInt(8)) + ' ' + WORDS.get(random.nextInt(8));
                texts.add(text);
                assertEquals(250, smtp.deliver(U3, Mail.of(U3, U3, "s" + i, text + "\r\n"), U3).code());
                if (i % 30 == 29) {
                    long began = System.nanoTime();
                    imap.ok("NOOP");
                    assertEquals(List.of((long) texts.size()), imap.search("BODY " + token));
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                    assertTrue(millis < 1000, "found after " + millis + " ms");
                }
            }
            server.killAll();
        }
        server.start();
        everythingIsFound(texts); // whatever of the index there is
        Rest admin = Rest.of(server, "admin@mercury.test");
        indexed(admin);
        everythingIsFound(texts);
        assertEquals(200, admin.post("search-index/rebuild", "").status());
        everythingIsFound(texts);
        indexed(admin);
        everythingIsFound(texts);
        expungedIsNotFound(texts);
    }

    private static void indexed(Rest admin) {
        Await.until("the index", Duration.ofSeconds(120), () ->
                admin.get("search-index").raw().body().contains("\"waiting\":0"));
    }

    private void everythingIsFound(List<String> texts) {
        try (Imap imap = Imap.inbox(server.ports().imap(), U3)) {
            for (String word : List.of("alpha", "ALPH", "SSE", "x-r", "0%_o", "oken1", "nowhere")) {
                List<Long> expected = LongStream.rangeClosed(1, texts.size()).filter(uid -> texts.get((int) uid - 1)
                        .toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))).boxed().toList();
                assertEquals(expected, imap.search("BODY \"" + word + "\""), word);
                assertEquals(LongStream.rangeClosed(1, texts.size()).boxed()
                        .filter(uid -> !expected.contains(uid)).toList(),
                        imap.search("NOT BODY \"" + word + "\""), word);
            }
            assertEquals(List.of(8L), imap.search("SUBJECT s7 BODY token7end"));
            assertEquals(texts.size(), imap.search("TEXT \"" + U3 + "\"").size(), "own address, in every header");
            assertEquals(texts.size(), imap.search("FROM u3@MERCURY").size());
            assertEquals(new TreeSet<>(List.of(1L, 2L)),
                    new TreeSet<>(imap.search("OR BODY token0end BODY token1end")));
        }
    }

    private void expungedIsNotFound(List<String> texts) {
        try (Imap imap = Imap.inbox(server.ports().imap(), U3)) {
            imap.ok("UID STORE 1:" + (texts.size() - 1) + " +FLAGS.SILENT (\\Deleted)");
            imap.ok("EXPUNGE");
            assertEquals(List.of((long) texts.size()), imap.search("BODY token"));
            imap.ok("UID COPY " + texts.size() + " Sent");
            imap.ok("SELECT Sent");
            assertEquals(1, imap.search("BODY token").size());
        }
    }
}
