package org.mercurymail.web.api;

import java.util.Optional;

/**
 * A member of a merge patch (RFC 7396 §2) that can be taken away: not named, named with null, or named with a value.
 *
 * @param isNamed false: it stays as it is
 * @param value   empty: it is taken away
 */
record Patched<T>(boolean isNamed, Optional<T> value) {

    static <T> Patched<T> unnamed() {
        return new Patched<>(false, Optional.empty());
    }
}
