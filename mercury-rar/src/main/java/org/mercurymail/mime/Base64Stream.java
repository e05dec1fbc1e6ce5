package org.mercurymail.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/**
 * Decodes base64 as it comes (RFC 2045 §6.8): everything outside the alphabet is passed over, padding may stand in
 * the middle (two encodings one behind the other), the last digits may lack theirs.
 */
final class Base64Stream extends InputStream {

    private static final boolean[] ALPHABET = new boolean[256];

    static {
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".toCharArray()) {
            ALPHABET[c] = true;
        }
    }

    private final InputStream in;
    private final byte[] raw = new byte[8192];
    private final byte[] digits = new byte[raw.length + 4];
    private int held; // digits that wait for their group of four
    private int next;
    private int end;
    private byte[] decoded = new byte[0];
    private int given;

    Base64Stream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (given == decoded.length) {
            if (!decodeMore()) {
                return -1;
            }
        }
        int n = Math.min(length, decoded.length - given);
        System.arraycopy(decoded, given, bytes, offset, n);
        given += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean decodeMore() throws IOException {
        if (next == end) {
            end = in.read(raw, 0, raw.length);
            next = 0;
            if (end <= 0) {
                end = 0;
                decode(held - (held % 4 == 1 ? 1 : 0)); // a lone digit holds no byte
                held = 0;
                return decoded.length > 0;
            }
        }
        while (next < end) {
            byte b = raw[next++];
            if (ALPHABET[b & 0xff]) {
                digits[held++] = b;
            } else if (b == '=') {
                decode(held - (held % 4 == 1 ? 1 : 0));
                held = 0;
                return true;
            }
        }
        int whole = held - held % 4;
        decode(whole);
        System.arraycopy(digits, whole, digits, 0, held - whole);
        held -= whole;
        return true;
    }

    private void decode(int count) {
        byte[] group = java.util.Arrays.copyOf(digits, count);
        decoded = Base64.getDecoder().decode(group);
        given = 0;
    }
}
