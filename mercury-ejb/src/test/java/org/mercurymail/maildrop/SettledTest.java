package org.mercurymail.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Mercury put there is deleted in time, and nothing else. */
class SettledTest {

    private static final Instant NOW = Instant.now();

    @TempDir
    private Path data;

    @Test
    void onlyWhatMercuryPutThereAndOnlyInTime() throws IOException {
        Places places = new Places(data.resolve("maildrop"), 30);
        places.make();
        settle(places, places.sent(), "a.eml", Optional.empty());
        settle(places, places.failed(), "b.eml", Optional.of("It is not a file"));
        Files.writeString(places.sent().resolve("theirs.eml"), "x");
        Files.writeString(data.resolve("maildrop/a.eml"), "waits");
        clean(places, 30);
        assertEquals(List.of("a.eml", "theirs.eml"), names(places.sent()));
        clean(places, 31);
        assertEquals(List.of("theirs.eml"), names(places.sent()));
        assertEquals(List.of(), names(places.failed()));
        assertEquals(List.of("theirs.eml"), all(places.sent()), "the list is gone too");
        assertEquals("waits", Files.readString(data.resolve("maildrop/a.eml")));
    }

    @Test
    void whatSomebodyWroteAnewUnderAListedNameStays() throws IOException {
        Places places = new Places(data.resolve("maildrop"), 1);
        places.make();
        settle(places, places.failed(), "b.eml", Optional.of("no recipient"));
        Files.setLastModifiedTime(Files.writeString(places.failed().resolve("b.eml"), "corrected"),
                FileTime.from(NOW.plus(Duration.ofDays(2))));
        clean(places, 5);
        assertEquals(List.of("b.eml"), names(places.failed()));
    }

    @Test
    void aListNamesNothingElsewhere() throws IOException {
        Path sent = Files.createDirectories(data.resolve("sent"));
        Path secret = Files.writeString(data.resolve("secret"), "x");
        Files.writeString(sent.resolve(".settled-2020-01-01"), "../secret\n" + secret + "\n\n.\n\0\n");
        Files.setLastModifiedTime(secret, FileTime.from(Instant.EPOCH));
        new Settled(sent, 1, Clock.systemUTC()).clean();
        assertEquals("x", Files.readString(secret));
    }

    @Test
    void withoutASettingNothingIsListed() throws IOException {
        Places places = new Places(data.resolve("maildrop"), 0);
        places.make();
        settle(places, places.sent(), "a.eml", Optional.empty());
        assertEquals(List.of("a.eml"), all(places.sent()));
        clean(places, 1000);
        assertEquals(List.of("a.eml"), all(places.sent()));
    }

    private static void settle(Places places, Path where, String name, Optional<String> why) throws IOException {
        String claimed = Places.claim(name);
        Files.writeString(places.work().resolve(claimed), "mail");
        places.settle(claimed, where, why);
    }

    private static void clean(Places places, int daysLater) {
        Clock clock = Clock.fixed(NOW.plus(Duration.ofDays(daysLater)), ZoneOffset.UTC);
        for (Path place : List.of(places.sent(), places.failed())) {
            new Settled(place, places.keepDays(), clock).clean();
        }
    }

    private static List<String> names(Path place) throws IOException {
        return all(place).stream().filter(name -> !name.startsWith(".")).toList();
    }

    private static List<String> all(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
