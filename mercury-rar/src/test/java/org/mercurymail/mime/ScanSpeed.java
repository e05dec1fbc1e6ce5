package org.mercurymail.mime;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Says how fast messages are scanned; run by hand: its figures are for docs/performance.md, not for a test. */
final class ScanSpeed {

    private ScanSpeed() { }

    public static void main(String[] args) throws Exception {
        String head = "Received: from a.test by b.test; Tue, 24 Nov 2026 16:20:00 +0100\r\n".repeat(6)
                + "From: Jean <jean@firm.test>\r\nTo: u1@mercury.test\r\nSubject: =?utf-8?Q?caf=C3=A9?=\r\n"
                + "Date: Tue, 24 Nov 2026 16:20:00 +0100\r\nMessage-ID: <1@firm.test>\r\nMIME-Version: 1.0\r\n";
        byte[] random = new byte[7_000_000];
        new Random(1).nextBytes(random);
        String base64 = Base64.getMimeEncoder().encodeToString(random);
        String text = "The quick brown fox jumps over the lazy dog and runs away from it, as it must.\r\n";
        measure("plain 10 KiB", head + "\r\n" + text.repeat(120));
        measure("plain 10 MiB", head + "\r\n" + text.repeat(130_000));
        String mixed = head + "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n"
                + "--=_b\r\nContent-Type: text/plain\r\n\r\n";
        String attachment = "\r\n--=_b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        measure("mixed 10 KiB", mixed + text.repeat(20) + attachment + base64.substring(0, 8000) + "\r\n--=_b--\r\n");
        measure("mixed 10 MiB", mixed + text.repeat(20) + attachment + base64 + "\r\n--=_b--\r\n");
    }

    private static void measure(String name, String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int rounds = Math.max(20, 300_000_000 / bytes.length);
        for (int warm = 0; warm < 3; warm++) {
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                MimeScanner.scan(new ByteArrayInputStream(bytes));
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%s: %.0f MB/s, %.1f us a message%n", name,
                    rounds * (double) bytes.length / 1e6 / seconds, seconds / rounds * 1e6);
        }
    }
}
