package org.mercurymail.maildrop;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.mercurymail.intake.Handover;

/**
 * One directory of {@code *.eml} files. Each is claimed by a rename into {@code work}, under a name of its own which is
 * also its key, so that neither another thread nor another node nor the next start sends it twice; {@link Claimed} sees
 * it to its end. Looks when the system tells of a new file, and every second anyway, since network shares tell nothing.
 */
final class WatchedDirectory implements Runnable {

    private static final System.Logger LOG = System.getLogger(WatchedDirectory.class.getName());
    private static final int CLAIMED_AT_ONCE = 64;
    private static final int IN_HAND = 2 * CLAIMED_AT_ONCE;
    private static final int MOST_POSTPONED = 1000;

    private final Places places;
    private final Handover handover;
    private final Executor workers;
    private final Postponed postponed;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(IN_HAND);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean troubled;

    /** @param patience how long a file is tried again while the store or its recipients are not available */
    WatchedDirectory(Places places, Handover handover, Executor workers, Duration patience) {
        this.places = places;
        this.handover = handover;
        this.workers = workers;
        this.postponed = new Postponed(patience);
    }

    @Override
    public void run() {
        try {
            do {
                watch();
            } while (!stopped.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes what was kept for long enough. */
    void clean() {
        places.clean();
    }

    /** No file is begun after this. */
    void stop() {
        stopped.countDown();
    }

    /** Until the directory is gone, or this is stopped. */
    private void watch() throws InterruptedException {
        try {
            places.make();
            try (WatchService news = places.directory().getFileSystem().newWatchService()) {
                places.directory().register(news, ENTRY_CREATE);
                boolean there = true;
                while (there && !isStopped()) {
                    scan();
                    troubled = false;
                    there = awaitNews(news);
                }
            }
        } catch (IOException e) {
            if (!troubled) { // once, not every second
                LOG.log(Level.WARNING, "event=maildrop-unavailable directory={0} reason=\"{1}\"", places.directory(), e);
            }
            troubled = true;
        }
    }

    /** False when the directory is no longer there. */
    private static boolean awaitNews(WatchService news) throws InterruptedException {
        WatchKey key = news.poll(1, TimeUnit.SECONDS);
        if (key == null) {
            return true;
        }
        key.pollEvents();
        return key.reset();
    }

    /** What was claimed before (by a server that was killed, or put off), then what is new. */
    private void scan() throws IOException, InterruptedException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(places.work())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (postponed.isDue(name)) {
                    hand(name);
                }
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(places.directory(), "*.eml")) {
            List<String> claimed = new ArrayList<>();
            for (Path file : files) {
                if (isStopped() || postponed.size() >= MOST_POSTPONED) {
                    break;
                }
                claim(file, claimed);
                if (claimed.size() == CLAIMED_AT_ONCE) {
                    handAll(claimed);
                }
            }
            handAll(claimed);
        }
    }

    private void claim(Path file, List<String> claimed) throws IOException {
        String name = Places.claim(file.getFileName().toString());
        try {
            Files.move(file, places.work().resolve(name), StandardCopyOption.ATOMIC_MOVE);
            claimed.add(name);
        } catch (NoSuchFileException taken) {
            // by another node, or by the application that had left it
        }
    }

    /** The claims reach the disk first: one that was undone by a power failure would be made, and sent, again. */
    private void handAll(List<String> claimed) throws InterruptedException {
        if (!claimed.isEmpty()) {
            places.force();
        }
        for (String name : claimed) {
            hand(name);
        }
        claimed.clear();
    }

    private void hand(String name) throws InterruptedException {
        boolean admitted = false;
        while (!admitted) {
            if (isStopped()) {
                return;
            }
            admitted = room.tryAcquire(100, TimeUnit.MILLISECONDS);
        }
        if (!inHand.add(name)) {
            room.release();
            return;
        }
        try {
            workers.execute(() -> finish(name));
        } catch (RejectedExecutionException stopping) {
            stop(); // the next start finds it claimed
        }
    }

    private void finish(String name) {
        try {
            new Claimed(name, places, handover, postponed).finish();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "event=maildrop-broken file=" + name, e);
            postponed.add(name);
        } finally {
            inHand.remove(name);
            room.release();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
