package org.mercurymail.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Body;

/**
 * The header of a message that arrives, as far as 256 KiB reach: what is there, so that what is missing can be added.
 *
 * @param fields   in order
 * @param isCut    there is more of it
 * @param headless the message does not begin with a field, nor with the empty line that ends a header
 */
record MessageHeader(HeaderFields fields, boolean isCut, boolean headless) {

    private static final int LIMIT = 256 * 1024;

    static MessageHeader of(Body body) throws IOException {
        byte[] start;
        try (InputStream in = body.open(0, LIMIT)) {
            start = untilEmptyLine(in);
        }
        HeaderFields fields = HeaderFields.of(start);
        boolean beginsEmpty = start.length == 0 || start[0] == '\r' || start[0] == '\n';
        return new MessageHeader(fields, start.length >= LIMIT, fields.all().isEmpty() && !beginsEmpty);
    }

    boolean has(String name) {
        return fields.first(name).isPresent();
    }

    int count(String name) {
        return fields.all(name).size();
    }

    List<String> values(String name) {
        return fields.all(name).stream().map(HeaderFields.Field::value).toList();
    }

    private static byte[] untilEmptyLine(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        byte[] chunk = new byte[8192];
        boolean lineHasText = false;
        int n;
        while (out.size() < LIMIT && (n = in.read(chunk)) > 0) {
            for (int i = 0; i < n; i++) {
                if (chunk[i] == '\n' && !lineHasText) {
                    out.write(chunk, 0, i + 1);
                    return out.toByteArray();
                }
                lineHasText = chunk[i] != '\n' && (lineHasText || chunk[i] != '\r');
            }
            out.write(chunk, 0, n);
        }
        return out.toByteArray();
    }
}
