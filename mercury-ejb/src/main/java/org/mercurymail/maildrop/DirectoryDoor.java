package org.mercurymail.maildrop;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Handover;

/** Watches the configured directories from the application's start to its end: a thread each, and common workers. */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DirectoryDoor {

    private static final System.Logger LOG = System.getLogger(DirectoryDoor.class.getName());

    /** So many wait for one commit together. */
    static final int WORKERS = 16;

    @Inject
    private Settings settings;
    @Inject
    private Handover handover;
    @Resource
    private ManagedThreadFactory threads;

    private final List<WatchedDirectory> directories = new ArrayList<>();
    private ThreadPoolExecutor workers;

    @PostConstruct
    void start() {
        workers = new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        workers.allowCoreThreadTimeOut(true);
        for (Path path : settings.maildropDirectories()) {
            WatchedDirectory directory = new WatchedDirectory(new Places(path, settings.maildropKeepDays()), handover,
                    workers, settings.retryExpire());
            directories.add(directory);
            threads.newThread(directory).start();
            LOG.log(Level.INFO, "event=maildrop-watched directory={0}", path);
        }
    }

    @Schedule(hour = "*", minute = "41", persistent = false)
    void clean() {
        directories.forEach(WatchedDirectory::clean);
    }

    /** What is in hand is finished; what is not stays where it is. */
    @PreDestroy
    void stop() {
        directories.forEach(WatchedDirectory::stop);
        workers.shutdown();
        try {
            workers.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
