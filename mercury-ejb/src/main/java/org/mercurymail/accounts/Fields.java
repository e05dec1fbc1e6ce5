package org.mercurymail.accounts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Network;

/** Reads what people wrote into the fields of a change; what cannot be becomes {@link Invalid} with the field's name. */
public final class Fields {

    /** Longer texts are no names. */
    private static final int MAX_NAME = 200;
    private static final int MOST_ADDRESSES = 500;
    private static final int MOST_NETWORKS = 100;

    private Fields() { }

    public static Address address(String field, String text) {
        return Address.parse(text.strip()).orElseThrow(() ->
                new Invalid(field, Refusal.NOT_AN_ADDRESS, shown(text)));
    }

    /** An address in the form that names are given in: lower case. */
    static Address ownAddress(String field, String text) {
        Address address = address(field, text);
        if (address.domain().isLiteral()) {
            throw new Invalid(field, Refusal.NETWORK_ADDRESS);
        }
        return new Address(address.localPart().toLowerCase(Locale.ROOT), address.domain());
    }

    public static Domain domain(String field, String text) {
        Optional<Domain> domain = Domain.parse(text.strip()).filter(name -> !name.isLiteral());
        return domain.orElseThrow(() -> new Invalid(field, Refusal.NOT_A_DOMAIN_NAME, shown(text)));
    }

    /** Each address once, in lower case where that makes no difference to anybody. */
    static List<Address> addresses(String field, List<String> texts) {
        Map<String, Address> byKey = new LinkedHashMap<>();
        for (String text : texts) {
            Address address = address(field, text);
            byKey.putIfAbsent(address.key(), address);
        }
        if (byKey.isEmpty()) {
            throw new Invalid(field, Refusal.ADDRESS_NEEDED);
        }
        if (byKey.size() > MOST_ADDRESSES) {
            throw new Invalid(field, Refusal.TOO_MANY_ADDRESSES, MOST_ADDRESSES);
        }
        return new ArrayList<>(byKey.values());
    }

    static List<Network> networks(String field, List<String> texts) {
        if (texts.size() > MOST_NETWORKS) {
            throw new Invalid(field, Refusal.TOO_MANY_NETWORKS, MOST_NETWORKS);
        }
        return texts.stream().map(text -> Network.parse(text.strip()).orElseThrow(() -> new Invalid(field,
                Refusal.NOT_A_NETWORK, shown(text)))).distinct()
                .toList();
    }

    public static String name(String field, String text) {
        String name = text.strip();
        if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid(field, Refusal.TOO_LONG, MAX_NAME);
        }
        return name;
    }

    static String requiredName(String field, String text) {
        String name = name(field, text);
        if (name.isEmpty()) {
            throw new Invalid(field, Refusal.NAME_NEEDED);
        }
        return name;
    }

    /** @param ours whether a domain of that name may be administered */
    static Set<String> roles(String field, Set<String> wanted, Predicate<String> ours) {
        Set<String> roles = new TreeSet<>();
        for (String role : wanted) {
            String domain = role.startsWith(Account.ADMIN_OF) ? domain(field, role.substring(Account.ADMIN_OF.length()))
                    .name() : "";
            if (domain.isEmpty() && !Account.ROLES.contains(role)) {
                throw new Invalid(field, Refusal.NOT_A_ROLE, shown(role),
                        String.join(", ", new TreeSet<>(Account.ROLES)) + ", " + Account.ADMIN_OF + "DOMAIN");
            }
            if (!domain.isEmpty() && !ours.test(domain)) {
                throw new Invalid(field, Refusal.NOT_HOSTED, domain);
            }
            roles.add(domain.isEmpty() ? role : Account.ADMIN_OF + domain);
        }
        return roles;
    }

    /** The domain of what should be an address, by name; empty when it has none. */
    public static String domainOf(String address) {
        return Domain.parse(address.strip().substring(address.strip().lastIndexOf('@') + 1)).map(Domain::name).orElse("");
    }

    static long quota(String field, long bytes) {
        if (bytes < 0) {
            throw new Invalid(field, Refusal.QUOTA);
        }
        return bytes;
    }

    static long limit(String field, long wanted, long most) {
        if (wanted < 0 || wanted > most) {
            throw new Invalid(field, Refusal.NOT_A_LIMIT);
        }
        return wanted;
    }

    /** Mercury itself may give shorter ones: the first start of a developer's server. */
    static String password(Actor actor, String field, String password) {
        boolean shorter = password.codePointCount(0, password.length()) < Passwords.MIN_LENGTH;
        if (password.isEmpty() || shorter && actor.kind() != Actor.Kind.SYSTEM) {
            throw new Invalid(field, Refusal.PASSWORD_TOO_SHORT, Passwords.MIN_LENGTH);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > Passwords.MAX_LENGTH) {
            throw new Invalid(field, Refusal.PASSWORD_TOO_LONG, Passwords.MAX_LENGTH);
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid(field, Refusal.PASSWORD_CONTROL_CHARACTERS); // RFC 8265 §4.2.1
        }
        return password;
    }

    /** Pages hold 1 to 1000 rows. */
    public static int limit(int wanted) {
        return Math.max(1, Math.min(wanted, 1000));
    }

    private static String shown(String text) {
        String clean = text.strip().replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 80 ? clean.substring(0, 80) + "…" : clean;
    }
}
