package org.mercurymail.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailboxRightsTest {

    @Test
    void lettersComeAndGo() {
        assertEquals("lrswipkxteacd", MailboxRights.ALL.letters());
        assertEquals("", MailboxRights.NONE.letters());
        assertEquals("xted", rights("d").letters());
        assertEquals("kc", rights("c").letters());
        assertEquals("lr", rights("rl").letters());
        assertEquals(Optional.empty(), MailboxRights.of("lrz"));
        assertEquals(Optional.empty(), MailboxRights.of("L"));
        assertTrue(rights("lte").hasAll("te"));
        assertFalse(rights("lt").hasAll("te"));
    }

    @Test
    void eachFlagNeedsItsRight() {
        Flags all = Flags.of(List.of("\\Seen", "\\Deleted", "\\Flagged", "$x"));
        assertEquals(Flags.of(List.of("\\Seen")), rights("s").settable(all));
        assertEquals(Flags.of(List.of("\\Deleted")), rights("tlr").settable(all));
        assertEquals(Flags.of(List.of("\\Flagged", "$x")), rights("w").settable(all));
        assertTrue(rights("w").maySet("$x") && rights("w").maySet("\\Draft") && !rights("w").maySet("\\seen"));
        assertFalse(rights("lrpkxa").mayChange());
        assertTrue(rights("i").mayChange());
    }

    private static MailboxRights rights(String letters) {
        return MailboxRights.of(letters).orElseThrow();
    }
}
