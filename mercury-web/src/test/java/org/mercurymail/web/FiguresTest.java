package org.mercurymail.web;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class FiguresTest {

    @ParameterizedTest
    @CsvSource({"0,0 B,0 o", "999,999 B,999 o", "1000,1 KB,1 Ko", "4249,4.2 KB,'4,2 Ko'", "52428800,52 MB,52 Mo"})
    void sizes(long octets, String english, String french) {
        assertEquals(english.replace(' ', '\u00a0'), Figures.size(octets, Locale.ENGLISH));
        assertEquals(french.replace(' ', '\u00a0'), Figures.size(octets, Locale.FRENCH));
    }
}
