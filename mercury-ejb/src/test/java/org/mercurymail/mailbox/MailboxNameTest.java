package org.mercurymail.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.port.MailboxRefused;

class MailboxNameTest {

    @ParameterizedTest
    @CsvSource({"inbox,INBOX", "InBox/x,INBOX/x", "Inboxes,Inboxes", "a/b/,a/b", "'Entw\u00fcrfe','Entw\u00fcrfe'",
        "'Entwu\u0308rfe','Entw\u00fcrfe'", "'a b','a b'", "x/inbox,x/inbox"})
    void lawful(String given, String kept) throws MailboxRefused {
        assertEquals(kept, MailboxName.parse(given).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a//b", "a ", " a", "a/ b", "a*", "a%b", "a\u0000b", "a\r\nb", "a\u0085", "a\\b",
        "a\u2028b", "a\u202eb", "\ud800", "a//"})
    void refused(String given) {
        MailboxRefused refused = assertThrows(MailboxRefused.class, () -> MailboxName.parse(given));
        assertEquals(MailboxRefused.Code.CANNOT, refused.code());
    }

    @Test
    void bounds() throws MailboxRefused {
        MailboxName.parse("a/".repeat(19) + "a");
        assertThrows(MailboxRefused.class, () -> MailboxName.parse("a/".repeat(20) + "a"));
        MailboxName.parse("x".repeat(255));
        assertThrows(MailboxRefused.class, () -> MailboxName.parse("x".repeat(256)));
        assertThrows(MailboxRefused.class, () -> MailboxName.parse("\u00e9".repeat(128)));
    }

    @Test
    void levels() throws MailboxRefused {
        MailboxName name = MailboxName.parse("a/b/c");
        assertEquals(List.of("a", "a/b"), name.parents());
        assertTrue(name.isBelow(MailboxName.parse("a/b")));
        assertEquals(false, MailboxName.parse("ab").isBelow(MailboxName.parse("a")));
        assertEquals("INBOX", MailboxName.normal("iNBOX"));
        assertEquals("inbo", MailboxName.normal("inbo"));
    }
}
