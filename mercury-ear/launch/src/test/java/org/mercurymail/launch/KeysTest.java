package org.mercurymail.launch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

    private final Keys keys = new Keys(table());

    private static Properties table() {
        Properties table = new Properties();
        table.setProperty("mercury.data", ".mercury");
        table.setProperty("mercury.smtp.max-size", "50");
        table.setProperty("mercury.smtp.listeners", "mx@127.0.0.1:2525");
        table.setProperty("mercury.db.url", "");
        table.setProperty("mp.jwt.verify.publickey", "not ours");
        return table;
    }

    @ParameterizedTest
    @CsvSource({
        "MERCURY_SMTP_MAXSIZE, MERCURY_SMTP_MAX_SIZE",
        "MERCURY_SMPT_LISTENERS, MERCURY_SMTP_LISTENERS",
        "MERCURY_DB_URI, MERCURY_DB_URL",
        "MERCURY_DATA_DIR, MERCURY_DATA"})
    void namesTheNearestVariable(String wrong, String right) {
        Unfit unfit = assertThrows(Unfit.class, () -> keys.mustKnowVariable(wrong));
        assertEquals("unknown key " + wrong + " in the environment; did you mean " + right + "?", unfit.getMessage());
    }

    @Test
    void namesTheNearestKey() {
        Unfit unfit = assertThrows(Unfit.class, () -> keys.mustKnow("mercury.smtp.maxsize", "a file"));
        assertEquals("unknown key mercury.smtp.maxsize in a file; did you mean mercury.smtp.max-size?",
                unfit.getMessage());
    }

    @Test
    void knowsItsOwn() {
        assertDoesNotThrow(() -> keys.mustKnow("mercury.smtp.max-size", "a file"));
        assertDoesNotThrow(() -> keys.mustKnowVariable("MERCURY_SMTP_MAX_SIZE"));
    }

    @ParameterizedTest
    @CsvSource({"a, a, 0", "kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "abc, acb, 2"})
    void countsEdits(String from, String to, int edits) {
        assertEquals(edits, Keys.distance(from, to));
    }
}
