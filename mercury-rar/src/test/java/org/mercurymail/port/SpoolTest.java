package org.mercurymail.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, Spool.MEMORY_LIMIT - 1, Spool.MEMORY_LIMIT, Spool.MEMORY_LIMIT + 1,
        3_000_000})
    void givesBackWhatItTook(int size) throws IOException {
        byte[] content = new byte[size];
        Random random = new Random(size);
        random.nextBytes(content);
        try (Spool spool = new Spool(directory)) {
            for (int from = 0; from < size;) {
                int to = Math.min(size, from + 1 + random.nextInt(100_000));
                spool.write(ByteBuffer.wrap(content, from, to - from));
                from = to;
            }
            assertEquals(size, spool.size());
            try (InputStream one = spool.open(); InputStream other = spool.open()) {
                assertArrayEquals(Arrays.copyOf(content, size / 2), one.readNBytes(size / 2));
                assertArrayEquals(content, other.readAllBytes()); // readers do not move each other
                assertArrayEquals(Arrays.copyOfRange(content, size / 2, size), one.readAllBytes());
            }
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(size + 10);
                int length = random.nextInt(size + 10);
                int start = Math.min(from, size);
                try (InputStream in = spool.open(from, length)) {
                    assertArrayEquals(Arrays.copyOfRange(content, start, Math.min(size, start + length)),
                            in.readAllBytes());
                }
            }
        }
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void singleOctetsAndArraysAreTakenToo() throws IOException {
        try (Spool spool = new Spool(directory)) {
            spool.write('a');
            spool.write(new byte[] {'x', 'b', 'c', 'x'}, 1, 2);
            assertArrayEquals(new byte[] {'a', 'b', 'c'}, spool.open().readAllBytes());
        }
    }

    @Test
    void aMissingDirectoryIsToldWhenItIsNeeded() throws IOException {
        try (Spool spool = new Spool(directory.resolve("missing"))) {
            spool.write(ByteBuffer.allocate(Spool.MEMORY_LIMIT));
            assertThrows(IOException.class, () -> spool.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aBodyStandsBehindItsTraceFields() throws IOException {
        Body body = Body.of("content".getBytes()).behind("trace ".getBytes());
        assertEquals(13, body.size());
        assertArrayEquals("trace content".getBytes(), body.open().readAllBytes());
        assertArrayEquals("ce con".getBytes(), body.open(3, 6).readAllBytes());
        assertArrayEquals(new byte[0], body.open(20, 6).readAllBytes());
    }
}
