package org.mercurymail.mime;

import java.util.List;
import java.util.Optional;

/** The stored form of {@link Part}. A new version gets a new number; old ones stay readable. */
final class PartCodec {

    private static final int VERSION = 1;
    private static final int MAX_DEPTH = 2 * MimeScanner.MAX_DEPTH + 2;

    private PartCodec() { }

    static byte[] encode(Part part) {
        Packer packer = new Packer(VERSION);
        write(packer, part);
        return packer.bytes();
    }

    static Part decode(byte[] bytes) {
        return read(new Unpacker(bytes, VERSION), 0);
    }

    private static void write(Packer packer, Part part) {
        packer.number(part.headerStart());
        packer.number(part.headerSize());
        packer.number(part.bodySize());
        packer.number(part.lines());
        packer.text(part.type());
        packer.text(part.subtype());
        parameters(packer, part.parameters());
        packer.text(part.id());
        packer.text(part.description());
        packer.text(part.encoding());
        packer.text(part.md5());
        packer.text(part.disposition().map(Part.Disposition::type));
        part.disposition().ifPresent(d -> parameters(packer, d.parameters()));
        packer.texts(part.languages());
        packer.text(part.location());
        packer.each(part.message().map(List::of).orElse(List.of()), (p, scan) -> {
            SummaryCodec.write(p, scan.summary());
            write(p, scan.root());
        });
        packer.each(part.children(), PartCodec::write);
    }

    private static Part read(Unpacker unpacker, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("too deep");
        }
        long headerStart = unpacker.number();
        long bodyStart = headerStart + unpacker.number();
        long bodyEnd = bodyStart + unpacker.number();
        return new Part(headerStart, bodyStart, bodyEnd, unpacker.number(), unpacker.text(), unpacker.text(),
                parameters(unpacker), unpacker.optional(), unpacker.optional(), unpacker.text(), unpacker.optional(),
                disposition(unpacker), unpacker.texts(), unpacker.optional(),
                unpacker.each(u -> new MimeMessageScan(SummaryCodec.read(u), read(u, depth + 1))).stream().findFirst(),
                unpacker.each(u -> read(u, depth + 1)));
    }

    private static void parameters(Packer packer, Parameters parameters) {
        packer.each(parameters.list(), (p, parameter) -> {
            p.text(parameter.name());
            p.text(parameter.value());
        });
    }

    private static Parameters parameters(Unpacker unpacker) {
        return new Parameters(unpacker.each(u -> new Parameters.Parameter(u.text(), u.text())));
    }

    private static Optional<Part.Disposition> disposition(Unpacker unpacker) {
        return unpacker.optional().map(type -> new Part.Disposition(type, parameters(unpacker)));
    }
}
