package org.mercurymail.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mercurymail.mime.DecodedWords;

class SubjectPrefixTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Hello | [news] Hello",
        "Re: Hello | Re: [news] Hello",
        "RE: re: Hello | RE: [news] Hello",
        "AW: WG: Hallo | AW: WG: [news] Hallo",
        "Re[2]: Hello | Re[2]: [news] Hello",
        "[news] Hello | [news] Hello",
        "[NEWS] Hello | [NEWS] Hello",
        "Re: [news] Hello | Re: [news] Hello",
        "AW: [News]   Hello | AW: [News]   Hello",
        "Re: [news] Re: Hello | Re: [news] Re: Hello",
        "Re: [news] Re: [news] Hello | Re: [news] Hello",
        "[news] Re: [news] AW: [news] Hello | Re: AW: [news] Hello",
        "Hello [news] | [news] Hello [news]",
        "Retard: le train | [news] Retard: le train",
        "TR : Bonjour | TR : [news] Bonjour",
        "=?utf-8?Q?Re=3A_=5Bnews=5D_Caf=C3=A9?= | =?utf-8?Q?Re=3A_=5Bnews=5D_Caf=C3=A9?=",
        "=?iso-8859-1?B?UmU6IFtuZXdzXSBSZTogW25ld3NdIGNhZuk=?= | Re: [news] café",
        "=?utf-8?Q?R=C3=A9p_=3A_Caf=C3=A9?= | Rép : [news] Café",
        "'' | [news]",
        "Re: | Re: [news]"})
    void onceAndBehindTheMarks(String before, String after) {
        String value = SubjectPrefix.on(before, "[news]");
        String want = after.contains("=?") ? after : after;
        assertEquals(want, after.contains("=?") ? value : DecodedWords.decode(value.replace("\r\n", "")), value);
        String again = SubjectPrefix.on(value.replace("\r\n", ""), "[news]");
        assertEquals(value.replace("\r\n", ""), again, "a second time changes nothing");
    }

    @Test
    void whatIsNotAsciiIsEncodedInShortWords() {
        String value = SubjectPrefix.on("été ".repeat(60), "[été]");
        for (String line : value.split("\r\n")) {
            assertTrue(line.strip().length() <= 75 && line.chars().allMatch(c -> c < 0x7f), line);
        }
        assertEquals("[été] " + "été ".repeat(60).strip(), DecodedWords.decode(value.replace("\r\n", "")));
    }

    @Test
    void aLineEndInAWordMakesNoField() {
        String value = SubjectPrefix.on("=?utf-8?Q?a=0D=0ABcc:_x@y?=", "[news]");
        assertEquals("[news] a  Bcc: x@y", value);
        assertTrue(SubjectPrefix.on("x ".repeat(300), "[n]").lines().allMatch(line -> line.length() <= 78));
    }
}
