package org.mercurymail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mercurymail.mail.NumberSet;
import org.mercurymail.port.Spool;

/** Tables of what is a command and what is none; what the commands mean is shown by the transcripts. */
class ImapParserTest {

    private static ImapParser.Parsed parse(String text) {
        return ImapParser.parse(new CommandFrame(text.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    private static ImapCommand command(String text) {
        return ((ImapParser.Good) parse("a " + text)).command();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "noop", "LOGIN u p", "LOGIN \"u\" \"p \\\" \\\\\"", "LOGIN ~u NIL",
        "SELECT INBOX", "SELECT x]y", "SELECT INBOX (CONDSTORE)", "SELECT INBOX (QRESYNC (1 2))",
        "SELECT INBOX (QRESYNC (1 2 1:5,7))", "SELECT INBOX (QRESYNC (1 2 1:5 (1,2 3,4)) CONDSTORE)",
        "SELECT INBOX (QRESYNC (1 2 (1,2 3,4)))", "AUTHENTICATE PLAIN", "AUTHENTICATE PLAIN =",
        "ENABLE CONDSTORE X-Y", "CREATE x (USE (\\Sent))", "CREATE x (USE ())", "RENAME a b", "LSUB \"\" %",
        "LIST \"\" %*", "LIST () \"\" x", "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (a b)",
        "LIST \"\" x RETURN ()", "LIST \"\" x RETURN (STATUS (MESSAGES) CHILDREN)", "STATUS x (UNSEEN messages)",
        "FETCH 1 FLAGS", "FETCH 1:*,3 (FLAGS UID)", "FETCH $ FAST", "UID FETCH * FULL", "FETCH 1 BODY[]",
        "FETCH 1 BODY[]<0.1>", "FETCH 1 body.peek[1.2.header.fields.not (a \"b\")]<5.7>", "FETCH 1 BODY[1.MIME]",
        "FETCH 1 BINARY[]", "FETCH 1 BINARY.PEEK[1.2]<1.2>", "FETCH 1 BINARY.SIZE[1]", "FETCH 1 RFC822.TEXT",
        "FETCH 1 (FLAGS) (CHANGEDSINCE 5)", "UID FETCH 1 (FLAGS) (CHANGEDSINCE 5 VANISHED)",
        "STORE 1 FLAGS ()", "STORE 1 +FLAGS.SILENT \\Seen $x", "STORE 1 (UNCHANGEDSINCE 0) -FLAGS (\\Deleted)",
        "COPY 1 x", "UID MOVE 1:5 \"x y\"", "EXPUNGE", "UID EXPUNGE 1", "SEARCH ALL", "SEARCH *", "SEARCH $",
        "SEARCH OR NOT 1 (2 3) 4", "SEARCH RETURN () ALL", "SEARCH RETURN (SAVE MIN) CHARSET UTF-8 TEXT x",
        "SEARCH HEADER a \"\"", "SEARCH 1 2 ", "SEARCH KEYWORD x UNKEYWORD y", "SEARCH MODSEQ 5",
        "SEARCH MODSEQ \"/flags/x\" priv 5", "ID NIL", "ID ()", "ID (\"a\" NIL)"})
    void good(String text) {
        assertTrue(parse("a " + text) instanceof ImapParser.Good, () -> text + ": " + parse("a " + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOOP x", "NOOP ", "LOGIN u", "LOGIN u p x", "LOGIN u \"p", "LOGIN u \"a\\b\"",
        "LOGIN (u) p", "SELECT", "SELECT \"a", "SELECT a (X)", "SELECT a (QRESYNC (1))", "SELECT a (QRESYNC ())",
        "CREATE a (X (\\y))", "LIST \"\"", "LIST (X) \"\" x", "LIST (RECURSIVEMATCH) \"\" x", "LIST \"\" ()",
        "LIST \"\" x RETURN (RECURSIVEMATCH)", "LIST \"\" x Y", "STATUS x ()", "STATUS x (Y)", "STATUS x MESSAGES",
        "FETCH 0 FLAGS", "FETCH 1, FLAGS", "FETCH 1: FLAGS", "FETCH a FLAGS", "FETCH 1", "FETCH 1 ()",
        "FETCH 1 (FLAGS", "FETCH 1 FLAGS UID", "FETCH 1 X", "FETCH 1 (ALL)", "FETCH 1 BODY[", "FETCH 1 BODY[x]",
        "FETCH 1 BODY[1.]", "FETCH 1 BODY[0]", "FETCH 1 BODY[MIME]", "FETCH 1 BODY[HEADER.FIELDS]",
        "FETCH 1 BODY[HEADER.FIELDS ()]", "FETCH 1 BODY[]<1>", "FETCH 1 BODY[]<0.0>", "FETCH 1 BODY.PEEK",
        "FETCH 1 BODY[HEADER.FIELDS (a:b)]", "FETCH 1 BINARY[HEADER]", "FETCH 1 FLAGS (X)",
        "FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)", "UID FETCH 1 FLAGS (VANISHED)", "STORE 1 X (\\Seen)",
        "STORE 1 FLAGS", "STORE 1 FLAGS (\\X)", "STORE 1 FLAGS (a", "STORE 1 ++FLAGS ()", "COPY 1", "MOVE x y",
        "EXPUNGE 1", "UID EXPUNGE", "UID", "UID SELECT x", "SEARCH", "SEARCH ()", "SEARCH (ALL", "SEARCH OR 1",
        "SEARCH NOT", "SEARCH ON 1-Foo-2000", "SEARCH ON 30-Feb-2000", "SEARCH LARGER x", "SEARCH OLDER 0",
        "SEARCH RETURN (X) ALL", "SEARCH 4294967296", "APPEND x", "APPEND x y", "ID", "ID (x y)",
        "ENABLE", "XYZZY", "SELECT {3}"})
    void bad(String text) {
        ImapParser.Parsed parsed = parse("a " + text);
        assertTrue(parsed instanceof ImapParser.Bad, () -> text + ": " + parsed);
        assertEquals(Optional.of("a"), ((ImapParser.Bad) parsed).tag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "(", "* NOOP", "+ NOOP", "\"a\" NOOP", "{1}", "\u00e9 NOOP"})
    void noTag(String text) {
        assertEquals(Optional.empty(), ((ImapParser.Bad) parse(text)).tag());
    }

    @ParameterizedTest
    @CsvSource({"1:3, 1:3", "'3:1,7', '1:3,7'", "*, 9", "'5:*', 5:9", "'*:12', 9:12", "'1,2,3', 1:3", "12:*, 9:12"})
    void sets(String text, String resolved) {
        ImapCommand.Fetch fetch = (ImapCommand.Fetch) command("FETCH " + text + " FLAGS");
        assertEquals(resolved, fetch.set().resolved(9).toString());
    }

    @Test
    void starMeansNothingInAnEmptyMailbox() {
        ImapCommand.Fetch fetch = (ImapCommand.Fetch) command("FETCH 1:* FLAGS");
        assertEquals(NumberSet.EMPTY, fetch.set().resolved(0));
        assertFalse(fetch.set().reachesPast(0));
    }

    @Test
    void tooManyRanges() {
        StringBuilder set = new StringBuilder("1");
        for (int i = 0; i < SequenceSet.MAX_RANGES; i++) {
            set.append(",1");
        }
        assertTrue(parse("a FETCH " + set + " FLAGS") instanceof ImapParser.Bad);
    }

    @Test
    void secretsAreNotShown() {
        assertFalse(command("LOGIN u geheim").toString().contains("geheim"));
        assertFalse(command("AUTHENTICATE PLAIN AGdlaGVpbQ==").toString().contains("AGdl"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a APPEND x {5}| true", "a append \"x\" (\\Seen) {5+}| true",
        "a APPEND x \" 1-Feb-2020 10:00:00 +0000\" ~{5}| true", "a APPEND x UTF8 (~{5}| true", "a APPEND x CATENATE (TEXT {5}| true",
        "a APPEND x CATENATE (URL {5}| false", "a APPEND {5}| false",
        "a SELECT {5}| false", "a APPEND x (\\Seen) \"y\" {5}| false", "a LOGIN x {5}| false"})
    void whereTheMessageComes(String text, boolean message) {
        CommandFrame frame = new CommandFrame((text + "\r\n").getBytes(StandardCharsets.UTF_8), List.of());
        assertEquals(message ? 0 : -1, AppendParser.awaits(frame));
    }

    @Test
    void aMessageIsNoString() {
        Spool spool = new Spool(java.nio.file.Path.of("target"));
        CommandFrame frame = new CommandFrame("a SELECT {5}\r\n".getBytes(StandardCharsets.UTF_8),
                List.of(new CommandFrame.Literal(new byte[0], Optional.of(spool))));
        assertTrue(ImapParser.parse(frame) instanceof ImapParser.Bad);
    }
}
