package org.mercurymail.maildrop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What Mercury put into {@code sent} or {@code failed}, in a hidden list a day, so that it is deleted after some days and
 * nothing else ever is: neither what others put there, nor what they wrote anew under a listed name.
 */
final class Settled {

    private static final System.Logger LOG = System.getLogger(Settled.class.getName());
    private static final String LIST = ".settled-";

    private final Path place;
    private final int days;
    private final Clock clock;

    /** @param days how long files are kept; 0 for ever, and then no list is */
    Settled(Path place, int days, Clock clock) {
        this.place = place;
        this.days = days;
        this.clock = clock;
    }

    /** Before the file comes: one that is listed and does not come does no harm. */
    void list(String name) throws IOException {
        if (days > 0 && name.chars().noneMatch(Character::isISOControl)) {
            Files.writeString(place.resolve(LIST + LocalDate.now(clock)), name + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** Deletes what was listed so many days ago or earlier. */
    void clean() {
        if (days == 0 || !Files.isDirectory(place)) {
            return;
        }
        LocalDate last = LocalDate.now(clock).minusDays(days);
        try (DirectoryStream<Path> lists = Files.newDirectoryStream(place, LIST + "*")) {
            for (Path list : lists) {
                LocalDate day = LocalDate.parse(list.getFileName().toString().substring(LIST.length()));
                if (day.isBefore(last)) {
                    clean(list, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
                }
            }
        } catch (IOException | DateTimeException e) {
            LOG.log(Level.WARNING, "event=maildrop-not-cleaned directory={0} reason=\"{1}\"", place, e);
        }
    }

    private void clean(Path list, Instant listedBefore) throws IOException {
        int gone = 0;
        for (String name : Files.readAllLines(list)) {
            gone += delete(name, listedBefore) ? 1 : 0;
        }
        Files.delete(list);
        LOG.log(Level.INFO, "event=maildrop-cleaned directory={0} files={1}", place, gone);
    }

    /** Only from this very directory, whatever the list says. */
    private boolean delete(String name, Instant listedBefore) throws IOException {
        try {
            Path file = place.resolve(name);
            if (!file.getParent().equals(place) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Instant written = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastModifiedTime().toInstant();
            return written.isBefore(listedBefore) && Files.deleteIfExists(file);
        } catch (InvalidPathException noName) {
            return false;
        }
    }
}
