package org.mercurymail.web.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Part of a collection.
 *
 * @param next what {@code after} is to be for the part that follows; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

    /**
     * @param rows   one more than {@link Paging#limit()} when there are more
     * @param cursor what leads behind a row
     */
    static <R, T> Page<T> of(List<R> rows, Paging paging, Function<R, T> shown, Function<R, String> cursor) {
        int limit = paging.limit();
        List<R> kept = rows.size() > limit ? rows.subList(0, limit) : rows;
        return new Page<>(kept.stream().map(shown).toList(), rows.size() > limit
                ? Optional.of(cursor.apply(kept.get(limit - 1))) : Optional.empty());
    }
}
