package org.mercurymail.store;

import java.util.List;
import java.util.Optional;

/**
 * What the index keeps of a body. Texts hold neither NUL nor halves of surrogate pairs.
 *
 * @param accounts that have a message of it
 * @param whole    nothing of the message is missing here
 * @param shared   there are several messages of it, and {@code header} has what is before the body of each
 * @param summary  without case and accents, as are header and words
 * @param accentedHeader with its accents; empty where it has none
 * @param accentedWords  with their accents; empty where they have none
 */
public record BodyText(long body, List<Long> accounts, boolean whole, boolean shared, String summary, String header,
        String words, Optional<String> accentedHeader, Optional<String> accentedWords) { }
