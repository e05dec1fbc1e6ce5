package org.mercurymail.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;

class MemberImportTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "a@x.test ! a@x.test", "A@X.Test ! a@x.test", "  a@x.test   ! a@x.test", "a@x.test,Ann,5 ! a@x.test",
        "Ann;a@x.test;5 ! a@x.test", "\"Lee, Ann\",a@x.test ! a@x.test", "Ann Lee <a@x.test> ! a@x.test",
        "\"Lee \"\"A\"\"\",a@x.test ! a@x.test"})
    void oneLine(String line, String address) throws IOException {
        assertEquals(List.of(address), read(line, StandardCharsets.UTF_8).addresses());
    }

    @Test
    void badLinesAreListedAndTheRestTaken() throws IOException {
        MemberImport read = read("Name,E-Mail\r\nAnn,a@x.test\r\n\r\n# a note\r\nBob,bob\r\nCid,c@x.test\nCid,C@x.test\n"
                + "Dan\nno@no.test,x\nEve,no@no.test", StandardCharsets.UTF_8);
        assertEquals(List.of("a@x.test", "c@x.test"), read.addresses());
        assertEquals(1, read.doubles());
        assertEquals(List.of("5 not-an-address", "8 not-an-address", "9 not-an-address", "10 member-is-list"),
                read.refused().stream().map(r -> r.line() + " " + r.why().code()).toList());
        assertTrue(read.refused().get(0).why().getMessage().startsWith("'bob' is not an address"));
    }

    @Test
    void oldCharsetsAndMarks() throws IOException {
        assertEquals(List.of("a@x.test"), read("René;a@x.test", StandardCharsets.ISO_8859_1).addresses());
        assertEquals(List.of("a@x.test"), read("\ufeffa@x.test", StandardCharsets.UTF_8).addresses());
    }

    @Test
    void bounded() {
        assertThrows(Invalid.class, () -> read("x".repeat(MemberImport.MOST_OCTETS + 1), StandardCharsets.UTF_8));
        assertThrows(Invalid.class, () -> read("x\n".repeat(MemberImport.MOST_LINES + 1), StandardCharsets.UTF_8));
    }

    @Test
    void tenThousandBadLinesGiveAThousandReasons() throws IOException {
        assertEquals(1001, read("x\n".repeat(10_000), StandardCharsets.UTF_8).refused().size());
    }

    private static MemberImport read(String text, Charset charset) throws IOException {
        return new MemberImport(a -> a.key().equals("no@no.test") ? Optional.of(new Invalid("address",
                Refusal.MEMBER_IS_LIST, a)) : Optional.empty())
                .read(new ByteArrayInputStream(text.getBytes(charset)));
    }
}
