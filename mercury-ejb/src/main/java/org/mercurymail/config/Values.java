package org.mercurymail.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Network;

/**
 * Reads the text of configuration values. Nonsense becomes one clear line that names the key, the value and what would
 * have been right; the value of a key that ends in {@code password} is never repeated.
 *
 * @param source the text of a key, empty when it has none
 */
record Values(Function<String, Optional<String>> source) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern ENDPOINT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\[\\]:@/\\s]+):(\\d{1,5})");
    private static final Pattern LISTENER = Pattern.compile("([a-z0-9]+)@(.+?)(/tls)?");

    /** The trimmed text, empty when the key is not set or blank. */
    Optional<String> text(String key) {
        return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    String required(String key) {
        return text(key).orElseThrow(() -> new ConfigurationRefused(key + " must be set"));
    }

    boolean yesOrNo(String key) {
        return switch (required(key).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw refused(key, required(key), "true or false");
        };
    }

    long number(String key, long least, long most) {
        String text = required(key);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw refused(key, text, "a number from " + least + " to " + most);
    }

    String oneOf(String key, Set<String> words) {
        String text = required(key).toLowerCase(Locale.ROOT);
        if (!words.contains(text)) {
            throw refused(key, text, "one of " + String.join(", ", words.stream().sorted().toList()));
        }
        return text;
    }

    Duration duration(String key) {
        return duration(key, required(key));
    }

    Duration upTo(String key, Duration most) {
        Duration time = duration(key);
        if (time.compareTo(most) > 0) {
            throw refused(key, required(key), "0s to " + most.toSeconds() + "s");
        }
        return time;
    }

    List<Duration> durations(String key) {
        return list(required(key)).stream().map(text -> duration(key, text)).toList();
    }

    Optional<Endpoint> endpoint(String key) {
        return text(key).map(text -> endpoint(key, text));
    }

    List<Endpoint> endpoints(String key) {
        return text(key).map(text -> list(text).stream().map(item -> endpoint(key, item)).toList()).orElse(List.of());
    }

    List<String> domains(String key) {
        return text(key).map(text -> list(text).stream().map(item -> Domain.parse(item).map(Domain::name)
                .orElseThrow(() -> refused(key, item, "names of DNS zones, separated by commas"))).toList())
                .orElse(List.of());
    }

    List<Listener> listeners(String key, Set<String> services) {
        return text(key).map(text -> list(text).stream().map(item -> listener(key, item, services)).toList())
                .orElse(List.of());
    }

    /** https, or http to this machine: whoever could change what comes from there could be anybody. */
    Optional<URI> webAddress(String key) {
        return text(key).map(text -> {
            if (!text.matches("https://[^\\s/?#@]+(/[^\\s?#]*)?|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/[^\\s?#]*)?")) {
                throw refused(key, text, "as https://id.firm.test/realms/firm");
            }
            return URI.create(text);
        });
    }

    List<Network> networks(String key) {
        return text(key).map(text -> list(text).stream().map(item -> Network.parse(item).orElseThrow(() ->
                refused(key, item, "networks, as 192.168.7.0/24, separated by commas"))).toList()).orElse(List.of());
    }

    /** {@code NETWORK@PORT}, each port being one of these. */
    List<RelayNetwork> relayNetworks(String key, Set<Integer> ports) {
        return text(key).map(text -> list(text).stream().map(item -> relayNetwork(key, item, ports)).toList())
                .orElse(List.of());
    }

    private static RelayNetwork relayNetwork(String key, String text, Set<Integer> ports) {
        int at = text.lastIndexOf('@');
        Optional<Network> network = at < 0 ? Optional.empty() : Network.parse(text.substring(0, at));
        Optional<Integer> port = ports.stream().filter(p -> text.substring(at + 1).equals(p.toString())).findFirst();
        if (network.isEmpty() || port.isEmpty()) {
            throw refused(key, text, "NETWORK@PORT, as 192.168.7.0/24@2525, with the port of a listener");
        }
        return new RelayNetwork(network.get(), port.get());
    }

    private Listener listener(String key, String text, Set<String> services) {
        Matcher matcher = LISTENER.matcher(text);
        if (!matcher.matches() || !services.contains(matcher.group(1))) {
            throw refused(key, text, "SERVICE@ADDRESS:PORT with SERVICE one of "
                    + String.join(", ", services.stream().sorted().toList()));
        }
        return new Listener(matcher.group(1), endpoint(key, matcher.group(2)), matcher.group(3) != null);
    }

    private static Endpoint endpoint(String key, String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= 65_535) {
            return new Endpoint(matcher.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(matcher.group(2)));
        }
        throw refused(key, text, "HOST:PORT");
    }

    private static Duration duration(String key, String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw refused(key, text, "a time such as 90s, 15m, 4h or 5d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    static ConfigurationRefused refused(String key, String value, String wanted) {
        String shown = key.endsWith("password") ? "(hidden)" : "'" + value + "'";
        return new ConfigurationRefused(key + " is " + shown + ", but must be " + wanted);
    }
}
