package org.mercurymail.maildrop;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import org.mercurymail.mail.MessageId;

/**
 * A watched directory and its subdirectories. A claimed file is called {@code ID-NAME} after the name it came with, and
 * gets that back at the end unless another one has it.
 *
 * @param keepDays how long what is at its end is kept there; 0 for ever
 */
record Places(Path directory, int keepDays) {

    private static final int LONGEST_NAME = 200; // of the 255 octets that file systems allow

    Path work() {
        return directory.resolve("work");
    }

    Path sent() {
        return directory.resolve("sent");
    }

    Path failed() {
        return directory.resolve("failed");
    }

    void make() throws IOException {
        Files.createDirectories(work());
        Files.createDirectories(sent());
        Files.createDirectories(failed());
    }

    /** A name that no other claimed file ever had. */
    static String claim(String name) {
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
        return MessageId.next() + "-" + (fits ? name : "long-name.eml");
    }

    /** Makes renames survive a power failure, where the system can. */
    void force() {
        for (Path path : new Path[] {work(), directory}) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException notHere) {
                return; // some systems open no directories
            }
        }
    }

    /** Takes a claimed file out of {@code work}; the reason, when there is one, is there before the file. */
    synchronized Path settle(String claimed, Path where, Optional<String> why) throws IOException {
        String name = claimed.substring(claimed.indexOf('-') + 1);
        String free = Files.exists(where.resolve(name)) || Files.exists(where.resolve(reason(name))) ? claimed : name;
        Settled settled = settled(where);
        settled.list(free);
        if (why.isPresent()) {
            settled.list(reason(free));
            Files.writeString(where.resolve(reason(free)), why.get() + System.lineSeparator());
        }
        return Files.move(work().resolve(claimed), where.resolve(free));
    }

    /** Deletes what was kept for long enough. */
    void clean() {
        settled(sent()).clean();
        settled(failed()).clean();
    }

    private Settled settled(Path where) {
        return new Settled(where, keepDays, Clock.systemUTC());
    }

    private static String reason(String name) {
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name) + ".txt";
    }
}
