package org.mercurymail.port;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** The bytes of a message, readable from the start as often as wanted, in memory or not. */
public interface Body extends AutoCloseable {

    /** Octets. */
    long size();

    /** From the first octet; the caller closes the stream. */
    InputStream open() throws IOException;

    /** Some octets from the middle, fewer where the body ends before; a store reads only what it needs. */
    default InputStream open(long from, long length) throws IOException {
        InputStream in = open();
        in.skipNBytes(Math.min(from, size()));
        return new Bounded(in, length);
    }

    /** Frees what the body holds. */
    @Override
    default void close() { }

    /** A body in memory, for messages that Mercury writes itself and for tests. */
    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** This body behind some trace fields. Closing it closes this one. */
    default Body behind(byte[] head) {
        Body rest = this;
        return new Body() {
            @Override
            public long size() {
                return head.length + rest.size();
            }

            @Override
            public InputStream open() throws IOException {
                return new SequenceInputStream(new ByteArrayInputStream(head), rest.open());
            }

            @Override
            public void close() {
                rest.close();
            }
        };
    }

    /** A stream that ends after so many octets. */
    final class Bounded extends java.io.FilterInputStream {

        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int b = left > 0 ? super.read() : -1;
            left -= b >= 0 ? 1 : 0;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = left > 0 ? super.read(bytes, offset, (int) Math.min(length, left)) : -1;
            left -= Math.max(n, 0);
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = super.skip(Math.min(n, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
