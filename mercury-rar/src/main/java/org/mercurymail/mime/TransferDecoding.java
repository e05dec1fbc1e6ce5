package org.mercurymail.mime;

import java.io.InputStream;
import java.util.Locale;

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 §6) while the bytes are read. Never fails on damaged input: what can
 * be read is given, the rest left out or passed through. 7bit, 8bit, binary and unknown encodings pass unchanged.
 */
public final class TransferDecoding {

    private TransferDecoding() { }

    /** @param encoding as {@link Part#encoding} says it, in any case */
    public static InputStream stream(InputStream in, String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> new Base64Stream(in);
            case "quoted-printable" -> new QuotedPrintableStream(in);
            default -> in;
        };
    }
}
