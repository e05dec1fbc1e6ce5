package org.mercurymail.mime;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class AddressListTest {

    /** Entries as {@code name/adl/mailbox/host}, an absent one as a dash (RFC 9051 §7.5.2). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "null", value = {
        "a@b.test|-/-/a/b.test",
        "Jean <a@b.test>|Jean/-/a/b.test",
        "\"Jean, chef\" <a@b.test>|Jean, chef/-/a/b.test",
        "John Q. Public <a@b.test>|John Q. Public/-/a/b.test",
        "a@b.test (Jean)|Jean/-/a/b.test",
        "(x) a@b.test|x/-/a/b.test",
        "Jean a@b.test|-/-/a/b.test",
        "<@r1.test,@r2.test:a@b.test>|-/@r1.test,@r2.test/a/b.test",
        "\"a b\"@c.test|-/-/a b/c.test",
        "\"a@b\"@c.test|-/-/a@b/c.test",
        "a . b @ c . test|-/-/a.b/c.test",
        "a@[192.0.2.1]|-/-/a/[192.0.2.1]",
        "team: a@b.test, C <c@d.test>;, e@f.test|-/-/team/- -/-/a/b.test C/-/c/d.test -/-/-/- -/-/e/f.test",
        "undisclosed-recipients:;|-/-/undisclosed-recipients/- -/-/-/-",
        "team: a@b.test|-/-/team/- -/-/a/b.test -/-/-/-",
        "root|-/-/root/",
        ", ,a@b.test,|-/-/a/b.test",
        "Jean <a@b.test, c@d.test|Jean/-/a/b.test -/-/c/d.test",
        "\"Jean <a@b.test>|-/-/Jean <a@b.test>/",
        "é@ü.test|-/-/é/ü.test",
    })
    void parses(String text, String expected) {
        assertEquals(expected, AddressList.parse(text).stream()
                .map(a -> a.name().orElse("-") + "/" + a.adl().orElse("-") + "/" + a.mailbox().orElse("-") + "/"
                        + a.host().orElse("-")).collect(Collectors.joining(" ")));
    }

    @Test
    void bounded() {
        assertEquals(AddressList.MAX_ENTRIES, AddressList.parse("a,".repeat(100_000)).size());
    }

    @Test
    void quotesWhatMustBeQuoted() {
        assertEquals("\"a b\"@c.test", AddressList.parse("\"a b\"@c.test").get(0).address().orElseThrow());
        assertEquals("Jean", AddressList.parse("=?utf-8?Q?Jean?= <a@b.test>").get(0).display());
        assertEquals("a@b.test", AddressList.parse("<a@b.test>").get(0).display());
    }
}
