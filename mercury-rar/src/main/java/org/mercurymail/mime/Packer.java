package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Writes the compact forms: a version byte, then numbers of 7 bits a byte and length-counted UTF-8. */
final class Packer {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    Packer(int version) {
        out.write(version);
    }

    void number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    /** Absent is 0, so the empty text is 1. */
    void text(Optional<String> text) {
        if (text.isEmpty()) {
            number(0);
            return;
        }
        byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
        number(bytes.length + 1L);
        out.writeBytes(bytes);
    }

    void texts(List<String> texts) {
        each(texts, Packer::text);
    }

    <T> void each(Collection<T> items, BiConsumer<Packer, T> writer) {
        number(items.size());
        items.forEach(item -> writer.accept(this, item));
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
