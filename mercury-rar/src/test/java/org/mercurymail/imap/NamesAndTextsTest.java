package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailbox names, LIST patterns, subjects, dates, substrings, strings on the wire. */
class NamesAndTextsTest {

    @ParameterizedTest
    @CsvSource({"INBOX, INBOX", "inbox, INBOX", "iNbOx/a, INBOX/a", "inboxes, inboxes", "a/b, a/b", "A&-B, A&B",
        "&AOk-t&AOk-, été", "&ZeVnLIqe-, 日本語", "&2D3eAA-, 😀", "'&U,BTFw-/&ZeVnLIqe-', 台北/日本語"})
    void modifiedUtf7(String wire, String name) {
        assertEquals(Optional.of(name), MailboxName.read(wire, false));
        assertEquals(Optional.of(name), MailboxName.read(MailboxName.write(name, false), false));
        assertEquals(Optional.of(name), MailboxName.read(name, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "a%", "a*", "&", "&AOk", "&A-", "&AAAA-", "&2D0-", "a\tb"})
    void noNames(String wire) {
        assertEquals(Optional.empty(), MailboxName.read(wire, false));
    }

    @ParameterizedTest
    @CsvSource({"*, a/b, true", "%, a/b, false", "%, a, true", "a/%, a/b, true", "a%b, axxb, true", "a*b, a/x/b, true",
        "%/%, a/b, true", "%/%, a/b/c, false", "inb%, INBOX, true", "inbox/x, INBOX/x, true", "inbox/X, INBOX/x, false",
        "A, a, false", "'', a, false", "**%%**a, ba, true"})
    void patterns(String pattern, String name, boolean matches) {
        assertEquals(matches, ListCommand.matches(pattern, name));
    }

    @Test
    void noPatternIsSlow() {
        assertFalse(ListCommand.matches("*a".repeat(2_000) + "b", "a".repeat(800)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"hello|HELLO|false", "Re: hello|HELLO|true", "RE : fwd:Re:hello|HELLO|true",
        "[list] hello|HELLO|false", "Re: [list] hello (fwd)|HELLO|true", "[list] Re: hello|HELLO|true",
        "Fwd [x]: hello|HELLO|true", "[fwd: hello]|HELLO|true", "[Fwd: Re: hello]|HELLO|true", "[only]|[ONLY]|false",
        "Re:|''|true", "reality|REALITY|false", "a   b|A B|false", "=?utf-8?q?Re=3A_h=C3=A9?=|HÉ|true",
        "hello (fwd) (fwd)|HELLO|true"})
    void subjects(String raw, String base, boolean reply) {
        assertEquals(new BaseSubject(base, reply), BaseSubject.of(raw));
    }

    @ParameterizedTest
    @CsvSource({"' 7-Feb-1994 21:52:25 -0800', 1994-02-08T05:52:25Z",
        "17-Jul-1996 02:44:25 +0230, 1996-07-17T00:14:25Z"})
    void dates(String text, String instant) throws Exception {
        assertEquals(Instant.parse(instant), Dates.dateTime(text));
        assertEquals(Instant.parse(instant), Dates.dateTime(Dates.written(Instant.parse(instant))));
    }

    @ParameterizedTest
    @CsvSource({"aab, aaab, true", "abcabd, abcabcabd, true", "STRASSE, strasse, true", "é, É, true", "ς, Σ, true",
        "x, '', false", "ab, 'a b', false"})
    void substrings(String wanted, String text, boolean found) throws Exception {
        assertEquals(found, new TextFinder(wanted).isIn(text));
        assertEquals(found, new TextFinder(wanted).isIn(new StringReader("-".repeat(8190) + text)));
    }

    @ParameterizedTest
    @CsvSource({"plain, '\"plain\"'", "'a\"\\', '\"a\\\"\\\\\"'", "'', '\"\"'"})
    void quoted(String text, String wire) throws Exception {
        assertEquals(wire, said(text, false));
    }

    @Test
    void whatCannotBeQuotedIsALiteral() throws Exception {
        assertEquals("{3}\r\na\r\n", said("a\r\n", false));
        assertEquals("{2}\r\né", said("é", false));
        assertEquals("\"é\"", said("é", true));
        assertEquals("{1}\r\n\t", said("\0\t", true));
        assertEquals("{5000}\r\n" + "x".repeat(5_000), said("x".repeat(5_000), true));
    }

    private static String said(String text, boolean utf8) throws Exception {
        return new String(new Responses(Optional.empty(), utf8).string(text).rest(), StandardCharsets.UTF_8);
    }
}
