package org.mercurymail.clamav;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mercurymail.port.Body;

/**
 * One scan by clamd: INSTREAM (clamd(8)), a chunk at a time, and one answer. The whole of it has one time limit, also
 * while clamd takes nothing.
 */
final class ClamdScan implements Closeable {

    private static final byte[] INSTREAM = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_ANSWER = 4096;
    private static final String FOUND = " FOUND";

    private final long until;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    ClamdScan(InetSocketAddress clamd, Duration patience) throws IOException {
        until = System.nanoTime() + patience.toNanos();
        selector = Selector.open();
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            key = channel.register(selector, 0);
            if (clamd.isUnresolved()) {
                throw new UnknownHostException(clamd.getHostString());
            }
            if (!channel.connect(clamd)) {
                await(SelectionKey.OP_CONNECT);
                channel.finishConnect();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * The name of the signature that the message bears; empty for none.
     *
     * @throws IOException when clamd is away, is late, or says neither yes nor no
     */
    Optional<String> signature(Body message) throws IOException {
        Optional<IOException> greeting = write(ByteBuffer.wrap(INSTREAM));
        Optional<IOException> brokenOff = greeting.isPresent() ? greeting : send(message);
        String answer;
        try {
            answer = answer();
        } catch (IOException e) {
            throw brokenOff.orElse(e);
        }
        if (answer.endsWith(FOUND)) {
            return Optional.of(answer.substring(0, answer.length() - FOUND.length()).replaceFirst("^stream: ", ""));
        }
        if (!answer.endsWith(": OK")) {
            throw new ProtocolException("it says: " + answer); // INSTREAM size limit exceeded. ERROR
        }
        return Optional.empty();
    }

    /** It may answer and hang up in the middle: that is told by the answer, if one came. */
    private Optional<IOException> send(Body message) throws IOException {
        try (InputStream in = message.open()) {
            ByteBuffer chunk = ByteBuffer.allocate(Integer.BYTES + CHUNK);
            for (int n = in.readNBytes(chunk.array(), Integer.BYTES, CHUNK); ;
                    n = in.readNBytes(chunk.array(), Integer.BYTES, CHUNK)) {
                chunk.clear().putInt(0, n).limit(Integer.BYTES + n);
                Optional<IOException> broken = write(chunk);
                if (broken.isPresent() || n == 0) { // a chunk of no octets ends the stream
                    return broken;
                }
            }
        }
    }

    private Optional<IOException> write(ByteBuffer bytes) throws SocketTimeoutException {
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private String answer() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
        while (answer.position() == 0 || answer.get(answer.position() - 1) != 0) {
            int n = answer.hasRemaining() ? channel.read(answer) : -1;
            if (n < 0) {
                throw new EOFException("it hung up without an answer");
            }
            if (n == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return new String(answer.array(), 0, answer.position() - 1, StandardCharsets.UTF_8).strip();
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0 || selector.select(left) == 0) {
            throw new SocketTimeoutException("it took too long");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
