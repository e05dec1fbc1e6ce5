package org.mercurymail.sasl;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SASLprep (RFC 4013) of a password, so that both sides derive the same key from it. Knows the Unicode of this JDK
 * instead of 3.2: what was not assigned then is taken as it is now, which no password in use before can notice.
 */
public final class Saslprep {

    private static final Pattern BLANK = Pattern.compile("[\\p{Zs}\u200b&&[^ ]]"); // RFC 3454 C.1.2
    private static final Pattern NOTHING = Pattern.compile( // RFC 3454 B.1
            "[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]");
    private static final Pattern PROHIBITED = Pattern.compile( // RFC 3454 C.2 to C.9
            "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\u0340\u0341\ufff9-\ufffd\u2ff0-\u2ffb]");

    private Saslprep() { }

    /** Empty for what cannot be prepared: nobody can log in by SCRAM with such a password. */
    public static Optional<String> prepared(String password) {
        String mapped = NOTHING.matcher(BLANK.matcher(password).replaceAll(" ")).replaceAll("");
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        boolean good = !normal.isEmpty() && !PROHIBITED.matcher(normal).find() && isOneDirection(normal);
        return good ? Optional.of(normal) : Optional.empty();
    }

    /** RFC 3454 §6: with letters from right to left there are none from left to right, and they stand at both ends. */
    private static boolean isOneDirection(String text) {
        int[] points = text.codePoints().toArray();
        boolean rightToLeft = text.codePoints().anyMatch(Saslprep::isRightToLeft);
        return !rightToLeft || isRightToLeft(points[0]) && isRightToLeft(points[points.length - 1])
                && text.codePoints().noneMatch(c -> Character.getDirectionality(c)
                        == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isRightToLeft(int point) {
        byte direction = Character.getDirectionality(point);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
