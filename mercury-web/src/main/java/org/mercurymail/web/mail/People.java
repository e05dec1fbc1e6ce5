package org.mercurymail.web.mail;

import java.util.List;
import java.util.stream.Collectors;
import org.mercurymail.mime.ListedAddress;

/** Lists of addresses, for people to read and to write again. */
final class People {

    private People() { }

    /** Names with their addresses; the ends of groups are left out. */
    static String named(List<ListedAddress> list) {
        return list.stream().filter(a -> !a.isGroupEnd() && !a.isGroupStart()).map(People::named)
                .collect(Collectors.joining(", "));
    }

    private static String named(ListedAddress one) {
        return named(one.display(), one.address().orElse(""));
    }

    static String named(String name, String address) {
        if (name.isBlank() || name.equals(address)) {
            return address;
        }
        boolean plain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || " -'_".indexOf(c) >= 0);
        return (plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"') + " <" + address + ">";
    }
}
