package org.mercurymail.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands behind a command: words in order, and options, each with its value, some of them several times. */
final class Words {

    private final List<String> words = new ArrayList<>();
    private final Map<String, List<String>> options = new HashMap<>();

    /** @param known the options there are, without their dashes */
    Words(List<String> arguments, Set<String> known) throws Failed {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--")) {
                words.addAll(arguments.subList(i + 1, arguments.size()));
                return;
            }
            if (!word.startsWith("--")) {
                words.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals);
            if (!known.contains(name)) {
                throw new Failed(Failed.USAGE, "there is no option --" + name + " here");
            }
            if (equals < 0 && ++i == arguments.size()) {
                throw new Failed(Failed.USAGE, "--" + name + " needs a value");
            }
            options.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(equals < 0 ? arguments.get(i) : word.substring(equals + 1));
        }
    }

    /** Exactly those, by the names that the usage gives them. */
    List<String> exactly(String... names) throws Failed {
        if (words.size() != names.length) {
            throw new Failed(Failed.USAGE, "wanted: " + String.join(" ", names));
        }
        return words;
    }

    /** Those, and at most some more. */
    List<String> atLeast(int most, String... names) throws Failed {
        if (words.size() < names.length || words.size() > most) {
            throw new Failed(Failed.USAGE, "wanted: " + String.join(" ", names)
                    + (most > names.length ? " …" : "") + ", got: " + Arrays.toString(words.toArray()));
        }
        return words;
    }

    Optional<String> option(String name) {
        return options(name).stream().reduce((first, last) -> last);
    }

    List<String> options(String name) {
        return options.getOrDefault(name, List.of());
    }
}
