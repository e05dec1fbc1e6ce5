package org.mercurymail.port;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A body while it arrives: in memory up to 1 MiB, past that in a file of the spool directory that is gone when the
 * spool is closed (and, having been unlinked at once where the system allows it, after a crash too). Written by one
 * thread, then read by any. Nothing durable: 250 waits for the store, never for the spool.
 */
public final class Spool extends OutputStream implements Body {

    /** Octets kept in memory at the most. */
    public static final int MEMORY_LIMIT = 1 << 20;

    private final Path directory;
    private byte[] memory = new byte[4096];
    private FileChannel file;
    private Path path;
    private long size;

    /** @param directory an existing directory for large bodies; nothing is made there before one comes */
    public Spool(Path directory) {
        this.directory = directory;
    }

    /** Appends all that remains in the buffer. */
    public void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (file == null && size + length > MEMORY_LIMIT) {
            toFile();
        }
        if (file != null) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } else {
            room(length);
            bytes.get(memory, (int) size, length);
        }
        size += length;
    }

    /** Keeps nothing of it in memory from now on: one of many. */
    public void leaveMemory() throws IOException {
        if (file == null) {
            toFile();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void write(int octet) throws IOException {
        write(ByteBuffer.wrap(new byte[] {(byte) octet}));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return open(0, size);
    }

    @Override
    public InputStream open(long from, long length) throws IOException {
        long start = Math.min(from, size);
        long end = Math.min(size, start + length);
        if (file == null) {
            return new ByteArrayInputStream(memory, (int) start, (int) (end - start));
        }
        return new Bounded(Channels.newInputStream(new Reader(start)), end - start);
    }

    @Override
    public void close() {
        memory = new byte[0];
        if (file != null) {
            try {
                file.close();
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void room(int more) {
        int wanted = (int) size + more;
        if (wanted > memory.length) {
            memory = Arrays.copyOf(memory, Math.min(MEMORY_LIMIT, Math.max(wanted, memory.length * 2)));
        }
    }

    private void toFile() throws IOException {
        path = Files.createTempFile(directory, "body", ".spool");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        ByteBuffer kept = ByteBuffer.wrap(memory, 0, (int) size);
        while (kept.hasRemaining()) {
            file.write(kept);
        }
        memory = new byte[0];
    }

    /** Reads the file at a position of its own, so that several readers and none of them moves the other. */
    private final class Reader implements java.nio.channels.ReadableByteChannel {

        private long position;

        Reader(long position) {
            this.position = position;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int n = file.read(into, position);
            position += Math.max(n, 0);
            return n;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() { }
    }
}
