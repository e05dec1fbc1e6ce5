package org.mercurymail.maildrop;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.mercurymail.intake.Handover;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.Unaddressed;

/**
 * One claimed file on its way to {@code sent} or {@code failed}. What ails the store or a full mailbox is waited for;
 * whatever else keeps a message back is said in a text beside it. May be run again after any interruption: the claimed
 * name is the key under which the message is submitted.
 */
final class Claimed {

    private static final System.Logger LOG = System.getLogger(Claimed.class.getName());

    private final String name;
    private final Path file;
    private final Places places;
    private final Handover handover;
    private final Postponed postponed;

    Claimed(String name, Places places, Handover handover, Postponed postponed) {
        this.name = name;
        this.file = places.work().resolve(name);
        this.places = places;
        this.handover = handover;
        this.postponed = postponed;
    }

    void finish() {
        try {
            if (!Files.exists(file, NOFOLLOW_LINKS)) {
                return; // finished by another node
            }
            if (Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                submit();
            } else {
                fail("It is not a file"); // and a link may lead to what only Mercury may read
            }
        } catch (NoSuchFileException elsewhere) {
            postponed.remove(name);
        } catch (AccessDeniedException e) {
            settleUnreadable();
        } catch (IOException e) {
            postpone("It could not be read: " + e.getMessage());
        }
    }

    private void submit() throws IOException {
        Submitted outcome;
        try (InputStream in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
            outcome = handover.submit(new Origin.Directory(), in, Optional.of(name));
        } catch (Unaddressed e) {
            fail(e.getMessage());
            return;
        }
        if (outcome instanceof Submitted.Accepted accepted) {
            Path now = places.settle(name, places.sent(), Optional.empty());
            postponed.remove(name);
            LOG.log(Level.INFO, "event=maildrop-sent msg={0} file=\"{1}\"", accepted.id(), shown(now));
            return;
        }
        Submitted.Rejected rejected = (Submitted.Rejected) outcome;
        if (rejected.status().isTransient()) {
            postpone(rejected.status().toString());
        } else {
            fail("Mercury refuses it (" + rejected.reason() + "): " + rejected.status());
        }
    }

    private void postpone(String why) {
        if (postponed.isHopeless(name)) {
            try {
                fail("It was tried for a long time, the last time with this answer: " + why);
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "event=maildrop-stuck file=\"{0}\" reason=\"{1}\"", shown(file), e);
            }
        }
        postponed.add(name);
        LOG.log(Level.INFO, "event=maildrop-put-off file=\"{0}\" reason=\"{1}\"", shown(file), why);
    }

    private void settleUnreadable() {
        try {
            fail("Mercury may not read it: its owner or its mode does not let it");
        } catch (IOException e) {
            postpone("Mercury may not read it, nor move it: " + e.getMessage());
        }
    }

    private void fail(String why) throws IOException {
        Path now = places.settle(name, places.failed(), Optional.of(why));
        postponed.remove(name);
        LOG.log(Level.INFO, "event=maildrop-failed file=\"{0}\" reason=\"{1}\"", shown(now), why);
    }

    private static String shown(Path path) {
        return path.getFileName().toString().replaceAll("[\\p{Cntrl}\"]", "?");
    }
}
