package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every refusal can be said in both languages, with the same values; nothing is said that no code stands for. */
class RefusalTest {

    private static final Pattern VALUE = Pattern.compile("\\{\\d}");

    @ParameterizedTest
    @EnumSource
    void isSaidInBothLanguages(Refusal refusal) {
        assertEquals(values(bundle(Locale.ROOT).getString(refusal.toString())),
                values(bundle(Locale.FRENCH).getString(refusal.toString())));
        for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.FRENCH}) {
            String text = refusal.text(locale, "7", "x");
            assertFalse(text.isBlank() || text.contains("{") || text.contains("''"), text);
        }
    }

    @Test
    void noSentenceIsLeftOver() {
        Set<String> codes = Arrays.stream(Refusal.values()).map(Refusal::toString).collect(Collectors.toSet());
        assertEquals(codes, bundle(Locale.ROOT).keySet());
        assertEquals(codes, bundle(Locale.FRENCH).keySet());
    }

    @Test
    void speaksTheReadersLanguageAndEnglishInTheLog() {
        Refused refused = new Taken(Refusal.LABEL_IN_USE, "phone");
        assertEquals("There is an application password called 'phone' already", refused.getMessage());
        assertEquals("Il y a déjà un mot de passe d’application nommé « phone »", refused.text(Locale.CANADA_FRENCH));
        assertEquals(refused.getMessage(), refused.text(Locale.GERMAN));
        assertEquals("A subject has at most 1900 characters", new Invalid("s", Refusal.SUBJECT_TOO_LONG, 1900)
                .getMessage());
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle("org.mercurymail.accounts.refusals", locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static Set<String> values(String sentence) {
        return VALUE.matcher(sentence).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }
}
