package org.mercurymail.mime;

/** The stored form of {@link Summary}. A new version gets a new number; old ones stay readable. */
final class SummaryCodec {

    private static final int VERSION = 1;

    private SummaryCodec() { }

    static byte[] encode(Summary summary) {
        Packer packer = new Packer(VERSION);
        write(packer, summary);
        return packer.bytes();
    }

    static Summary decode(byte[] bytes) {
        return read(new Unpacker(bytes, VERSION));
    }

    static void write(Packer packer, Summary summary) {
        packer.text(summary.date());
        packer.text(summary.subject());
        packer.each(summary.from(), SummaryCodec::address);
        packer.each(summary.sender(), SummaryCodec::address);
        packer.each(summary.replyTo(), SummaryCodec::address);
        packer.each(summary.to(), SummaryCodec::address);
        packer.each(summary.cc(), SummaryCodec::address);
        packer.each(summary.bcc(), SummaryCodec::address);
        packer.text(summary.inReplyTo());
        packer.text(summary.messageId());
        packer.texts(summary.references());
    }

    static Summary read(Unpacker unpacker) {
        return new Summary(unpacker.optional(), unpacker.optional(), unpacker.each(SummaryCodec::address),
                unpacker.each(SummaryCodec::address), unpacker.each(SummaryCodec::address),
                unpacker.each(SummaryCodec::address), unpacker.each(SummaryCodec::address),
                unpacker.each(SummaryCodec::address), unpacker.optional(), unpacker.optional(), unpacker.texts());
    }

    private static void address(Packer packer, ListedAddress address) {
        packer.text(address.name());
        packer.text(address.adl());
        packer.text(address.mailbox());
        packer.text(address.host());
    }

    private static ListedAddress address(Unpacker unpacker) {
        return new ListedAddress(unpacker.optional(), unpacker.optional(), unpacker.optional(), unpacker.optional());
    }
}
