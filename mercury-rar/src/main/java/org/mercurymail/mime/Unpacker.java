package org.mercurymail.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what {@link Packer} wrote; every length is held against what is left, so damaged bytes end in an exception. */
final class Unpacker {

    private final byte[] bytes;
    private int at;

    Unpacker(byte[] bytes, int version) {
        this.bytes = bytes;
        if (bytes.length == 0 || bytes[0] != version) {
            throw new IllegalArgumentException("unknown form");
        }
        at = 1;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == bytes.length) {
                throw new IllegalArgumentException("cut short");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number too long");
    }

    String text() {
        return string(number());
    }

    Optional<String> optional() {
        long length = number();
        return length == 0 ? Optional.empty() : Optional.of(string(length - 1));
    }

    List<String> texts() {
        return each(Unpacker::text);
    }

    <T> List<T> each(Function<Unpacker, T> reader) {
        long count = number();
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalArgumentException("cut short");
        }
        List<T> items = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            items.add(reader.apply(this));
        }
        return items;
    }

    private String string(long length) {
        if (length < 0 || length > bytes.length - at) {
            throw new IllegalArgumentException("cut short");
        }
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }
}
