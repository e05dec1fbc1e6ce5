package org.mercurymail.mime;

import java.util.Optional;

/**
 * One entry of an address list in the four parts of RFC 9051 §7.5.2, undecoded and unquoted. A group is an entry with
 * a mailbox (its name) and no host, then its members, then an entry with neither.
 *
 * @param name    the display name, encoded words still encoded
 * @param adl     the obsolete source route, {@code @a,@b}
 * @param mailbox the local part, or the name of a group that begins
 * @param host    the domain; present, perhaps empty, for every real address
 */
public record ListedAddress(Optional<String> name, Optional<String> adl, Optional<String> mailbox,
        Optional<String> host) {

    static final ListedAddress GROUP_END =
            new ListedAddress(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static ListedAddress groupStart(String name) {
        return new ListedAddress(Optional.empty(), Optional.empty(), Optional.of(name), Optional.empty());
    }

    public boolean isGroupStart() {
        return host.isEmpty() && mailbox.isPresent();
    }

    public boolean isGroupEnd() {
        return host.isEmpty() && mailbox.isEmpty();
    }

    /** {@code local@domain} for a real address, quoted where it must be; empty at the ends of a group. */
    public Optional<String> address() {
        return host.map(h -> quoted(mailbox.orElse("")) + (h.isEmpty() ? "" : '@' + h));
    }

    /** What a person sees: the decoded name, or the address when there is none. */
    public String display() {
        return name.map(DecodedWords::decode).filter(n -> !n.isBlank())
                .orElseGet(() -> address().orElseGet(() -> DecodedWords.decode(mailbox.orElse(""))));
    }

    private static String quoted(String local) {
        boolean plain = local.chars().allMatch(c -> c > ' ' && c != 0x7f && "()<>[]:;@\\,\"".indexOf(c) < 0);
        return plain ? local : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
