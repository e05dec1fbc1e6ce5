package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A watched directory in the hands of an application: writes a file under another name, then renames it. */
record Drop(Path directory) {

    private static final Duration SOON = Duration.ofSeconds(20);

    static Drop of(MercuryServer server) {
        return new Drop(server.data().resolve("maildrop"));
    }

    /** Returns when the file has its last name. */
    Path put(String name, String message) {
        return put(name, message.getBytes(StandardCharsets.UTF_8));
    }

    Path put(String name, byte[] message) {
        return rename(written(name + ".tmp", message), name);
    }

    Path written(String name, byte[] message) {
        try {
            return Files.write(directory.resolve(name), message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path rename(Path from, String name) {
        try {
            return Files.move(from, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitSent(String name) {
        Await.until(name + " in sent; failed: " + names("failed"), SOON,
                () -> Files.exists(directory.resolve("sent").resolve(name)));
    }

    /** What the text beside the failed {@code NAME.eml} says. */
    String awaitReason(String name) {
        Path failed = directory.resolve("failed");
        Await.until(name + ".eml in failed; sent: " + names("sent"), SOON, () -> Files.exists(failed.resolve(name + ".eml")));
        try {
            return Files.readString(failed.resolve(name + ".txt")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names in a place below, or (for none) in the directory itself. */
    List<String> names(String place) {
        try (Stream<Path> files = Files.list(directory.resolve(place))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count(String place) {
        String[] names = directory.resolve(place).toFile().list();
        return names == null ? 0 : names.length;
    }

    /** Nothing is left to be claimed, and nothing claimed is left. */
    boolean isDone() {
        String[] waiting = directory.toFile().list((parent, name) -> name.endsWith(".eml"));
        return waiting != null && waiting.length == 0 && count("work") == 0;
    }

    /** Renames so many files as fast as it goes, each a message with a token of its own from 0 on. */
    void putMany(int many, String from, String to) {
        List<Path> files = java.util.stream.IntStream.range(0, many).mapToObj(i -> written("many-" + i + ".tmp",
                ("From: " + from + "\nTo: " + to + "\nSubject: one of many\nX-Token: " + i + "\n\nText.\n")
                        .getBytes(StandardCharsets.US_ASCII))).toList();
        for (int i = 0; i < many; i++) {
            rename(files.get(i), "many-" + i + ".eml");
        }
    }
}
