package org.mercurymail.milter;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Packets of the milter protocol on a socket: four octets of length, a letter, its data. Bounds what it reads. */
final class Packets implements Closeable {

    private static final int LONGEST = 1 << 20;

    /** One packet; the data of text are ended by NULs. */
    record Packet(char kind, byte[] data) {

        /** The text that begins here and ends with a NUL, or with the data. */
        String text(int from) {
            int end = from;
            while (end < data.length && data[end] != 0) {
                end++;
            }
            return new String(data, Math.min(from, data.length), Math.max(0, end - from), StandardCharsets.UTF_8);
        }

        int number(int from) throws ProtocolException {
            if (data.length < from + Integer.BYTES) {
                throw new ProtocolException("a short packet '" + kind + "'");
            }
            return ByteBuffer.wrap(data).getInt(from);
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    Packets(InetSocketAddress milter, Duration patience) throws IOException {
        try {
            socket.connect(milter, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** From now on a silence may last so long. */
    void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** Goes out with the next {@link #read}, or when enough has come together. */
    void write(char kind, byte[] data, int offset, int length) throws IOException {
        out.writeInt(1 + length);
        out.writeByte(kind);
        out.write(data, offset, length);
    }

    void write(char kind, byte[] data) throws IOException {
        write(kind, data, 0, data.length);
    }

    /** Texts, each ended by a NUL. */
    void write(char kind, String... texts) throws IOException {
        write(kind, joined(texts));
    }

    static byte[] joined(String... texts) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String text : texts) {
            data.writeBytes(text.replace("\0", "").getBytes(StandardCharsets.UTF_8));
            data.write(0);
        }
        return data.toByteArray();
    }

    Packet read() throws IOException {
        out.flush();
        int length = in.readInt();
        if (length < 1 || length > LONGEST) {
            throw new ProtocolException("a packet of " + Integer.toUnsignedString(length) + " octets");
        }
        char kind = (char) in.readUnsignedByte();
        byte[] data = new byte[length - 1];
        in.readFully(data);
        return new Packet(kind, data);
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
