package org.mercurymail.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mercurymail.collect.Trouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class TextsTest {

    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    @Test
    void bothLanguagesHaveEveryText() {
        ResourceBundle english = ResourceBundle.getBundle("org.mercurymail.web.texts", Locale.ROOT, EXACT);
        ResourceBundle french = ResourceBundle.getBundle("org.mercurymail.web.texts", Locale.FRENCH, EXACT);
        Set<String> reserved = Set.of("empty", "not", "and", "or", "eq", "ne", "lt", "gt", "le", "ge", "div", "mod",
                "true", "false", "null", "instanceof");
        for (String key : english.keySet()) {
            assertFalse(reserved.contains(key), key + " is a word of the expression language");
            assertFalse(((String) french.getObject(key)).isBlank(), key);
        }
        Set<String> onlyFrench = new TreeSet<>(french.keySet());
        onlyFrench.removeAll(english.keySet());
        assertEquals(Set.of(), onlyFrench);
        assertEquals("Se connecter", Texts.in(Locale.CANADA_FRENCH, "logIn"));
        assertEquals("Log in", Texts.in(Locale.GERMAN, "logIn"));
    }

    @Test
    void everyTroubleHasItsWords() {
        for (Trouble.Kind kind : Trouble.Kind.values()) {
            Trouble trouble = new Trouble(kind, List.of("1", "more"));
            for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
                String words = Troubles.words(locale, trouble);
                assertFalse(words.isBlank() || words.contains("{"), words);
            }
        }
        assertEquals("Le serveur refuse l’identifiant : no",
                Troubles.words(Locale.FRENCH, new Trouble(Trouble.Kind.LOGIN_REFUSED, List.of("no"))));
    }

    @Test
    void pagesNameTextsThatAreThereAndNoScript() throws IOException {
        Pattern used = Pattern.compile("\\bt\\.(\\w+)");
        ResourceBundle english = ResourceBundle.getBundle("org.mercurymail.web.texts", Locale.ROOT, EXACT);
        int pages = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/webapp"))) {
            for (Path page : files.filter(f -> f.toString().endsWith("html")).toList()) {
                String text = Files.readString(page);
                Matcher matcher = used.matcher(text);
                while (matcher.find()) {
                    assertTrue(english.containsKey(matcher.group(1)), page + " names " + matcher.group(1));
                }
                assertFalse(text.contains("<script") || text.matches("(?s).*\\son[a-z]+=.*"), page + " has a script");
                assertFalse(text.contains("escape=\"false\""), page + " writes something unescaped");
                pages++;
            }
        }
        assertTrue(pages > 4);
    }
}
