package org.mercurymail.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Raw DEFLATE on a connection, against the JDK's own as the peer (RFC 4978, RFC 1951). */
class DeflationTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new Deflation());
    private final Inflater peerInflates = new Inflater(true);
    private final Deflater peerDeflates = new Deflater(9, true);

    @Test
    void whatIsSentTheOtherSideReads() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] sent = new byte[random.nextInt(40_000)];
            Arrays.fill(sent, (byte) i);
            random.nextBytes(i % 3 == 0 ? sent : new byte[0]);
            channel.writeOneOutbound(Unpooled.wrappedBuffer(sent));
            if (random.nextBoolean()) {
                channel.writeOneOutbound(Unpooled.wrappedBuffer("more\r\n".getBytes(StandardCharsets.US_ASCII)));
                sent = Arrays.copyOf(sent, sent.length + 6);
                System.arraycopy("more\r\n".getBytes(StandardCharsets.US_ASCII), 0, sent, sent.length - 6, 6);
            }
            channel.flushOutbound();
            assertArrayEquals(sent, inflated(outbound()), "answer " + i);
        }
    }

    @Test
    void whatComesInPiecesOfAnySizeIsRead() {
        Random random = new Random(8);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            byte[] line = ("a" + i + " NOOP" + "x".repeat(random.nextInt(20_000)) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            sent.writeBytes(line);
            wire.writeBytes(deflated(line));
        }
        byte[] octets = wire.toByteArray();
        for (int at = 0; at < octets.length;) {
            int n = Math.min(octets.length - at, 1 + random.nextInt(300));
            channel.writeInbound(Unpooled.wrappedBuffer(octets, at, n));
            at += n;
        }
        assertArrayEquals(sent.toByteArray(), inbound());
    }

    @Test
    void aBombIsInflatedOnlyWhileSomebodyReads() {
        byte[] bomb = deflated(new byte[50_000_000]);
        assertTrue(bomb.length < 60_000);
        channel.config().setAutoRead(false);
        channel.writeInbound(Unpooled.wrappedBuffer(bomb));
        assertEquals(0, inbound().length);
        channel.config().setAutoRead(true);
        assertEquals(50_000_000, inbound().length);
    }

    @Test
    void nonsenseEndsTheConnection() {
        try {
            channel.writeInbound(Unpooled.wrappedBuffer("a NOOP\r\nb NOOP\r\n".getBytes(StandardCharsets.US_ASCII)));
            channel.checkException();
        } catch (Exception told) {
            assertTrue(told instanceof java.io.IOException, told.toString());
        }
        assertFalse(channel.isActive());
    }

    @Test
    void fuzzNeverThrowsAnythingElse() {
        Random random = new Random(9);
        for (int i = 0; i < 2000; i++) {
            EmbeddedChannel one = new EmbeddedChannel(new Deflation());
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            try {
                one.writeInbound(Unpooled.wrappedBuffer(octets));
                one.checkException();
            } catch (Exception told) {
                assertTrue(told instanceof java.io.IOException, told.toString());
            }
            one.releaseInbound();
            one.close();
        }
    }

    private byte[] outbound() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf some = channel.readOutbound(); some != null; some = channel.readOutbound()) {
            all.writeBytes(octets(some));
        }
        return all.toByteArray();
    }

    private byte[] inbound() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf some = channel.readInbound(); some != null; some = channel.readInbound()) {
            assertTrue(some.readableBytes() <= 8192);
            all.writeBytes(octets(some));
        }
        return all.toByteArray();
    }

    private static byte[] octets(ByteBuf some) {
        byte[] octets = new byte[some.readableBytes()];
        some.readBytes(octets);
        some.release();
        return octets;
    }

    private byte[] inflated(byte[] wire) throws Exception {
        peerInflates.setInput(wire);
        byte[] out = new byte[100_000];
        return Arrays.copyOf(out, peerInflates.inflate(out));
    }

    private byte[] deflated(byte[] plain) {
        peerDeflates.setInput(plain);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[65_536];
        int n;
        do {
            n = peerDeflates.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            all.write(piece, 0, n);
        } while (n == piece.length);
        return all.toByteArray();
    }
}
