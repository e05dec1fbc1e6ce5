package org.mercurymail.web.mail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class AddresseesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a@b.test|a@b.test",
        "a@b.test, c@d.test|a@b.test c@d.test",
        "a@b.test; c@d.test|a@b.test c@d.test",
        "\"Doe, J\" <j@d.test>, x@y.test|j@d.test x@y.test",
        "Élodie <e@f.test>|e@f.test",
        "''|''",
    })
    void reads(String field, String addresses) {
        Addressees read = Addressees.parse(field);
        assertEquals(addresses, String.join(" ", read.people().stream().map(Letter.Person::address).toList()));
        assertEquals(List.of(), read.wrong());
    }

    @Test
    void saysWhatIsNone() {
        assertEquals(List.of("nobody", "x"), Addressees.parse("nobody, a@b.test, x@").wrong());
    }
}
