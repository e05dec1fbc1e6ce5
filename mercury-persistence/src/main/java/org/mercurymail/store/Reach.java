package org.mercurymail.store;

/** Where a posting goes for one member, as far as one query for all of them can tell. */
public sealed interface Reach {

    MemberRow member();

    /** An open account with room has exactly this address. */
    record Mailbox(MemberRow member, long account, long inbox) implements Reach { }

    /** The domain is not ours. */
    record Away(MemberRow member) implements Reach { }

    /** It is to be asked for by itself: an alias, a detail, a closed account. */
    record Unclear(MemberRow member) implements Reach { }
}
