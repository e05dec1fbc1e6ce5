package org.mercurymail.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mercurymail.store.embedded.EmbeddedPostgres;

/**
 * How long the database takes to its first connection. Not among the tests by its name and
 * not beside them, for it stops their server; run it alone with
 * {@code mvn -pl mercury-persistence test -Dtest=StartMeasure}.
 */
class StartMeasure {

    @TempDir
    Path data;

    @Test
    void milliseconds() throws Exception {
        measure("first start");
        for (int i = 0; i < 3; i++) {
            measure("start again");
        }
        EmbeddedPostgres bare = new EmbeddedPostgres(data, 0);
        long began = System.nanoTime();
        bare.start();
        System.out.println("server alone: " + millisSince(began));
        bare.stop();
    }

    private void measure(String what) throws Exception {
        MercuryDataSource source = new MercuryDataSource();
        source.setData(data.toString());
        long began = System.nanoTime();
        try (Connection connection = source.getConnection()) {
            System.out.println(what + ": " + millisSince(began) + " on " + connection.getMetaData().getURL());
        }
        began = System.nanoTime();
        MercuryDataSource.stopEmbedded();
        System.out.println("stop: " + millisSince(began));
    }

    private static long millisSince(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}
