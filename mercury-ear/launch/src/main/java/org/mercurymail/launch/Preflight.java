package org.mercurymail.launch;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Looks at what the server will need before anything is started: a data directory that is writable and nobody else's,
 * free ports, a database that lets us in.
 */
final class Preflight {

    private static final String PATIENCE_SECONDS = "10";

    /** Held as long as this process lives; the kernel lets go of it however the process ends. */
    private static FileLock dataIsOurs;

    private Preflight() { }

    static void check(Settings settings, List<Port> ports) throws Unfit {
        data(settings.data());
        free(ports);
        if (!settings.get("mercury.db.url").isEmpty()) {
            database(settings);
        }
    }

    private static void data(Path data) throws Unfit {
        try {
            Files.createDirectories(data);
            FileChannel lock = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            dataIsOurs = lock.tryLock();
        } catch (IOException e) {
            throw new Unfit("mercury.data: cannot write to " + data + ": " + e);
        }
        if (dataIsOurs == null) {
            throw new Unfit("mercury.data: another Mercury is running on " + data);
        }
    }

    /** Takes all of them at once, so that two keys that ask for the same port are found too. */
    private static void free(List<Port> ports) throws Unfit {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (Port port : ports) {
                taken.add(port.take());
            }
        } finally {
            for (ServerSocket socket : taken) {
                giveBack(socket);
            }
        }
    }

    private static void giveBack(ServerSocket socket) throws Unfit {
        try {
            socket.close();
        } catch (IOException e) {
            throw new Unfit("cannot give back a port: " + e.getMessage());
        }
    }

    private static void database(Settings settings) throws Unfit {
        String url = settings.get("mercury.db.url");
        Properties login = new Properties();
        login.setProperty("user", settings.get("mercury.db.user"));
        login.setProperty("password", settings.get("mercury.db.password"));
        login.setProperty("connectTimeout", PATIENCE_SECONDS);
        login.setProperty("socketTimeout", PATIENCE_SECONDS);
        try (Connection connection = DriverManager.getConnection(url, login)) {
            if (!connection.isValid(1)) {
                throw new Unfit("mercury.db.url: the database at " + url + " does not answer");
            }
        } catch (SQLException e) {
            throw new Unfit("mercury.db: cannot use the database at " + url + " as \""
                    + login.getProperty("user") + "\": " + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
