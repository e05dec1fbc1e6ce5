package org.mercurymail.web.mail;

import org.mercurymail.web.Texts;

/**
 * A mailbox as the pages show it.
 *
 * @param name  as the mailbox is called
 * @param label as people read it
 * @param use   {@code \Sent} and its like, empty for none
 */
public record Folder(String name, String label, String use, long messages, long unread) {

    static final String DRAFTS = "\\Drafts";
    static final String SENT = "\\Sent";
    static final String TRASH = "\\Trash";
    static final String JUNK = "\\Junk";
    private static final int OWN = 5;

    static String label(String name, String use) {
        if (name.equals("INBOX")) {
            return Texts.of("inbox");
        }
        return switch (use) {
            case DRAFTS -> Texts.of("drafts");
            case SENT -> Texts.of("sent");
            case TRASH -> Texts.of("trash");
            case JUNK -> Texts.of("junk");
            default -> name;
        };
    }

    /** Where it stands among the others; those without a use come last, by name. */
    int rank() {
        if (name.equals("INBOX")) {
            return 0;
        }
        return switch (use) {
            case DRAFTS -> 1;
            case SENT -> 2;
            case JUNK -> 3;
            case TRASH -> 4;
            default -> OWN;
        };
    }

    /** Whether its messages are one's own, so that a list shows their addressees. */
    public boolean isOutgoing() {
        return use.equals(SENT) || use.equals(DRAFTS);
    }

    public boolean isDrafts() {
        return use.equals(DRAFTS);
    }

    /** Empty and of one's own making. */
    public boolean isRemovable() {
        return messages == 0 && rank() == OWN;
    }
}
