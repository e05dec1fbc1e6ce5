package org.mercurymail.mime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

final class DecodedWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "plain|plain",
        "=?utf-8?Q?caf=C3=A9?=|café",
        "=?UTF-8?b?Y2Fmw6k=?=|café",
        "=?iso-8859-1?q?caf=E9_cr=e8me?=|café crème",
        "a =?utf-8?Q?b?= c|a b c",
        "=?utf-8?Q?a?=  =?utf-8?Q?b?=|ab",
        "=?utf-8?Q?a?= b =?utf-8?Q?c?=|a b c",
        "=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=|é",
        "=?us-ascii*en?Q?hi?=|hi",
        "=?x-unknown?Q?=C3=A9?=|é",
        "=?us-ascii?Q?=E9?=|é",
        "=?utf-8?X?a?=|=?utf-8?X?a?=",
        "=?utf-8?Q?a|=?utf-8?Q?a",
        "=?utf-8?Q??=|''",
        "=?=?utf-8?Q?a?=|=?a",
        "x=?utf-8?Q?a?=y|xay",
        "=?utf-8?Q?=3D=ZZ=4?=|==ZZ=4",
        "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=|日本",
        "=?utf-8?Q?a=0D=0Ab?=|a  b",
    })
    void decodes(String raw, String expected) {
        assertEquals(expected, DecodedWords.decode(raw));
    }

    @Test
    void linear() {
        for (String piece : new String[] {"=?", "=?a?Q?", "=?a?Q?=", "?", "=?a?B?QQ==?= "}) {
            assertTimeout(java.time.Duration.ofSeconds(5), () -> DecodedWords.decode(piece.repeat(300_000)));
        }
    }
}
