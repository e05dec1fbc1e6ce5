package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;

/** Messages to send, and the check that what came out is what went in. */
final class Mail {

    private static final Pattern FIELDS = Pattern.compile("([!-9;-~]+:[^\r\n]*\r\n([ \t][^\r\n]*\r\n)*)*");

    private Mail() {
    }

    /** A text without lines over 998 octets is sent as it is; the header is complete, so nothing needs adding. */
    static byte[] of(String from, String to, String subject, String body) {
        return ("From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: " + subject + "\r\n"
                + "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <" + token() + "@client.test>\r\n"
                + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As {@link #of}, about {@code size} octets of lines that begin with anything, dots too. */
    static byte[] large(String from, String to, String subject, int size, long seed) {
        Random random = new Random(seed);
        byte[] body = new byte[size];
        int column = 0;
        for (int i = 0; i + 2 < size; i++) {
            if (column == 72) {
                body[i++] = '\r';
                body[i] = '\n';
                column = 0;
            } else {
                body[i] = (byte) (column == 0 && random.nextInt(5) == 0 ? '.' : ' ' + random.nextInt(95));
                column++;
            }
        }
        body[size - 2] = '\r';
        body[size - 1] = '\n';
        byte[] head = of(from, to, subject, "");
        byte[] message = Arrays.copyOf(head, head.length + size);
        System.arraycopy(body, 0, message, head.length, size);
        return message;
    }

    static String token() {
        return UUID.randomUUID().toString();
    }

    /** What came out is trace fields and then, octet for octet, what went in. */
    static void assertSame(byte[] sent, byte[] fetched) {
        assertTrue(fetched.length >= sent.length, () -> fetched.length + " octets came of " + sent.length + ":\n"
                + new String(fetched, 0, Math.min(2000, fetched.length), StandardCharsets.ISO_8859_1));
        int trace = fetched.length - sent.length;
        byte[] tail = Arrays.copyOfRange(fetched, trace, fetched.length);
        if (!Arrays.equals(sent, tail) && sent.length < 10_000) {
            throw new AssertionError("sent:\n" + new String(sent, StandardCharsets.ISO_8859_1) + "\nfetched:\n"
                    + new String(fetched, StandardCharsets.ISO_8859_1));
        }
        assertArrayEquals(sent, tail);
        String front = new String(fetched, 0, trace, StandardCharsets.ISO_8859_1);
        assertTrue(FIELDS.matcher(front).matches(), () -> "not only trace fields in front:\n" + front);
    }
}
