package org.mercurymail.smtp;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mercurymail.mail.Terms;

/**
 * The parameters of MAIL that make its {@link Terms}, as they were said: times may be counted from when they are heard.
 *
 * @param holdFor    HOLDFOR, in seconds (RFC 4865 §4)
 * @param holdUntil  HOLDUNTIL
 * @param priority   MT-PRIORITY (RFC 6710 §4)
 * @param requireTls REQUIRETLS (RFC 8689 §2)
 * @param by         BY (RFC 2852 §4)
 */
record AskedTerms(Optional<Long> holdFor, Optional<Instant> holdUntil, Optional<Integer> priority, boolean requireTls,
        Optional<By> by) {

    /** BY: seconds, what then, and whether to report on the way. */
    record By(long seconds, boolean returns, boolean trace) { }

    private static final Pattern INTERVAL = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern PRIORITY = Pattern.compile("0|-?[1-9]");
    private static final Pattern BY = Pattern.compile("([+-]?\\d{1,9});([NR])(T?)");

    /** Takes what it knows out of the parameters; empty when one of those is malformed. */
    static Optional<AskedTerms> take(Map<String, String> parameters) {
        Optional<String> holdFor = taken(parameters, "HOLDFOR");
        Optional<String> holdUntil = taken(parameters, "HOLDUNTIL");
        Optional<String> priority = taken(parameters, "MT-PRIORITY");
        Optional<String> requireTls = taken(parameters, "REQUIRETLS");
        Optional<String> by = taken(parameters, "BY");
        Optional<Instant> until = holdUntil.flatMap(AskedTerms::moment);
        Optional<By> asked = by.flatMap(AskedTerms::by);
        boolean lawful = holdFor.stream().allMatch(INTERVAL.asMatchPredicate())
                && holdUntil.isPresent() == until.isPresent()
                && (holdFor.isEmpty() || holdUntil.isEmpty()) // RFC 4865 §4: not both
                && priority.stream().allMatch(PRIORITY.asMatchPredicate())
                && requireTls.stream().allMatch(String::isEmpty)
                && by.isPresent() == asked.isPresent();
        return !lawful ? Optional.empty() : Optional.of(new AskedTerms(holdFor.map(Long::valueOf), until,
                priority.map(Integer::valueOf), requireTls.isPresent(), asked));
    }

    /** Why it cannot be promised here and now: what is not offered does not work, and what is has its limits. */
    Optional<SmtpReply> refusal(SmtpOffer offer, Instant now) {
        if (isHeld() && !offer.isHoldOffered() || priority.isPresent() && !offer.isRelaying()
                || by.isPresent() && !offer.isRelaying() || requireTls && !offer.peer().secure()) {
            return reply(555, "A parameter of MAIL is not offered here");
        }
        Optional<Instant> release = release(now);
        if (release.filter(moment -> moment.isAfter(now.plus(offer.service().longestHold()))).isPresent()) {
            return reply(501, "That is longer than messages are held here"); // RFC 4865 §4.2, 7 and 8
        }
        if (release.filter(moment -> !moment.isAfter(now)).isPresent()) {
            return reply(501, "HOLDUNTIL is in the past");
        }
        if (by.filter(b -> b.returns && b.seconds < SmtpOffer.LEAST_BY.toSeconds()).isPresent()) { // RFC 2852 §3, §4
            return by.get().seconds <= 0 ? reply(501, "BY is over already")
                    : reply(555, "BY cannot be kept: say at least " + SmtpOffer.LEAST_BY.toSeconds());
        }
        if (release.isPresent() && by.isPresent() && !now.plusSeconds(by.get().seconds).isAfter(release.get())) {
            return reply(501, "BY ends before the message is released"); // RFC 4865 §5.2.2
        }
        return Optional.empty();
    }

    /** What it comes to, for a client that this is offered to. */
    Terms terms(SmtpOffer offer, Instant now) {
        Optional<Integer> given = priority.map(asked -> offer.mayHurry() ? asked : Math.min(asked, 0));
        return new Terms(release(now), given, requireTls,
                by.map(b -> new Terms.By(now.plusSeconds(b.seconds), b.returns, b.trace)),
                holdFor.map(seconds -> "for;" + seconds).or(() -> holdUntil.map(until -> "until;" + until)));
    }

    private boolean isHeld() {
        return holdFor.isPresent() || holdUntil.isPresent();
    }

    private Optional<Instant> release(Instant now) {
        return holdFor.map(now::plusSeconds).or(() -> holdUntil);
    }

    private static Optional<String> taken(Map<String, String> parameters, String keyword) {
        return Optional.ofNullable(parameters.remove(keyword));
    }

    /** RFC 3339 §5.6 in UTC, as RFC 4865 §3 wants it; its letters may be small. */
    private static Optional<Instant> moment(String text) {
        String capitals = text.toUpperCase(Locale.ROOT);
        try {
            return capitals.endsWith("Z") ? Optional.of(Instant.parse(capitals)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<By> by(String text) {
        Matcher m = BY.matcher(text.toUpperCase(Locale.ROOT));
        return m.matches() ? Optional.of(new By(Long.parseLong(m.group(1)), m.group(2).equals("R"),
                !m.group(3).isEmpty())) : Optional.empty();
    }

    private static Optional<SmtpReply> reply(int code, String text) {
        return Optional.of(SmtpReply.of(code, "5.5.4", text));
    }
}
