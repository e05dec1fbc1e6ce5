package org.mercurymail.web.mail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class FileNamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a.txt|a.txt", "../../etc/passwd|passwd", "C:\\x\\y.exe|y.exe",
        "..hidden|hidden", "a\"b?.txt|ab.txt", "été.pdf|été.pdf"})
    void safe(String given, String expected) {
        assertEquals(expected, FileNames.safe(given));
        assertEquals("x\u202egnp.exe".replace("\u202e", ""), FileNames.safe("x\u202egnp.exe\r\n"));
    }

    @Test
    void disposition() {
        assertEquals("attachment; filename=\"_t_.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt",
                FileNames.disposition("été.txt"));
    }
}
