package org.mercurymail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;
import org.mercurymail.port.DeliveryReport;

/**
 * One outgoing message in a dialogue (RFC 5321 §3.3): what is asked for it, and what each recipient's fate is. In one
 * group with DATA when the server pipelines (RFC 2920), by BDAT only when the content is not made of lines (RFC 3030).
 * A server without 8BITMIME gets 8-bit content all the same, as nearly all can carry it; a server without SMTPUTF8
 * gets nothing that needs it.
 */
final class MailTransaction {

    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    private static final int MAX_HEADER = 256 * 1024;

    private final SmtpDialogue dialogue;
    private final boolean lmtp;
    private final Envelope envelope;
    private final Body body;
    private final SaidTerms terms;
    private final Status[] fates;
    private final List<Integer> accepted = new ArrayList<>();
    private boolean chunked;
    private boolean halfDone;

    MailTransaction(SmtpDialogue dialogue, boolean lmtp, Envelope envelope, Body body, Instant now) {
        this.dialogue = dialogue;
        this.lmtp = lmtp;
        this.envelope = envelope;
        this.body = body;
        this.terms = new SaidTerms(dialogue, envelope, now);
        this.fates = new Status[envelope.recipients().size()];
    }

    void begin() {
        Optional<Status> impossible = impossible();
        if (impossible.isPresent()) {
            abort(impossible.get());
            return;
        }
        List<Integer> willing = new ArrayList<>();
        for (int i = 0; i < fates.length; i++) {
            if (recipient(i).address().isInternational() && !dialogue.offers("SMTPUTF8")) {
                fates[i] = noUtf8();
            } else {
                willing.add(i);
            }
        }
        if (willing.isEmpty()) {
            return;
        }
        halfDone = true;
        dialogue.ask(SmtpVerb.MAIL, mail(), SmtpDialogue.PATIENCE, this::mailed);
        for (int i : willing) {
            boolean last = i == willing.get(willing.size() - 1);
            dialogue.ask(SmtpVerb.RCPT, rcpt(recipient(i)), SmtpDialogue.PATIENCE, reply -> rcpted(i, last, reply));
        }
        if (isDataPipelined()) {
            askData();
        }
    }

    /** True when the server may still think that the transaction goes on. */
    boolean isHalfDone() {
        return halfDone;
    }

    /** Whoever has no fate yet gets this one. */
    void abort(Status status) {
        for (int i = 0; i < fates.length; i++) {
            fates[i] = fates[i] == null ? status : fates[i];
        }
    }

    DeliveryReport report(String remote) {
        abort(SmtpDialogue.unclear("The message was not sent"));
        List<DeliveryReport.Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < fates.length; i++) {
            outcomes.add(new DeliveryReport.Outcome(recipient(i), fates[i], remote));
        }
        return new DeliveryReport(outcomes, dialogue.offers("DSN"), dialogue.offers("DELIVERBY"));
    }

    // ---- what is asked ----

    private Optional<Status> impossible() {
        Optional<Status> unkept = terms.unkept();
        if (unkept.isPresent()) {
            return unkept;
        }
        try {
            String limit = dialogue.parameter("SIZE").strip();
            if (limit.matches("[1-9]\\d{0,17}") && body.size() > Long.parseLong(limit)) {
                return Optional.of(new Status(552, "5.3.4", "The message is larger than the server takes: " + limit));
            }
            boolean sender = envelope.sender().filter(s -> s.isInternational()).isPresent();
            if (!dialogue.offers("SMTPUTF8") && (sender || envelope.smtpUtf8() && isHeaderInternational())) {
                return Optional.of(noUtf8());
            }
            if (envelope.encoding() == Envelope.Encoding.BINARYMIME) {
                chunked = dialogue.offers("BINARYMIME") && dialogue.offers("CHUNKING");
                return chunked || isMadeOfLines() ? Optional.empty() : Optional.of(new Status(554, "5.6.3",
                        "The message is BINARYMIME, which the server does not take")); // RFC 3030 §3
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Status(451, "4.3.0", "The message could not be read from our store"));
        }
    }

    private String mail() {
        StringBuilder line = new StringBuilder("MAIL FROM:<")
                .append(envelope.sender().map(Object::toString).orElse("")).append('>');
        if (dialogue.offers("SIZE")) {
            line.append(" SIZE=").append(body.size());
        }
        if (chunked) {
            line.append(" BODY=BINARYMIME");
        } else if (dialogue.offers("8BITMIME") && envelope.encoding() != Envelope.Encoding.SEVENBIT) {
            line.append(" BODY=8BITMIME");
        }
        if (dialogue.offers("SMTPUTF8") && (envelope.smtpUtf8() || isEnvelopeInternational())) {
            line.append(" SMTPUTF8");
        }
        if (dialogue.offers("DSN")) {
            line.append(envelope.ret() == Envelope.Ret.UNSAID ? "" : " RET=" + envelope.ret());
            envelope.envid().filter(e -> PRINTABLE.matcher(e).matches()).ifPresent(e -> line.append(" ENVID=" + e));
        }
        return line.append(terms.parameters()).toString();
    }

    private String rcpt(Recipient recipient) {
        StringBuilder line = new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
        if (dialogue.offers("DSN")) {
            if (!terms.notifyOn(recipient).isEmpty()) {
                line.append(" NOTIFY=").append(terms.notifyOn(recipient).stream().sorted().map(Enum::name)
                        .collect(Collectors.joining(",")));
            }
            recipient.original().filter(o -> PRINTABLE.matcher(o).matches()).ifPresent(o -> line.append(" ORCPT=" + o));
        }
        return line.toString();
    }

    private boolean isDataPipelined() {
        return dialogue.offers("PIPELINING") && !chunked;
    }

    private void askData() {
        dialogue.ask(SmtpVerb.DATA, "DATA", SmtpDialogue.DATA_PATIENCE, this::dataAnswered);
    }

    // ---- what is answered ----

    private void mailed(SmtpReply reply) {
        if (reply.code() >= 400) {
            abort(reply.status());
            dialogue.unask();
        } else if (reply.code() >= 300) {
            dialogue.fail(SmtpDialogue.unclear("The server answered MAIL with " + reply.code()));
        }
    }

    private void rcpted(int index, boolean last, SmtpReply reply) {
        if (reply.code() >= 400) {
            fates[index] = fates[index] == null ? reply.status() : fates[index];
        } else if (reply.code() >= 300) {
            dialogue.fail(SmtpDialogue.unclear("The server answered RCPT with " + reply.code()));
        } else if (fates[index] == null) {
            accepted.add(index);
        }
        if (last && !accepted.isEmpty() && !isDataPipelined()) {
            content();
        }
    }

    private void content() {
        if (chunked) {
            dialogue.write("BDAT " + body.size() + " LAST");
            sendBody(false);
        } else {
            askData();
        }
    }

    private void dataAnswered(SmtpReply reply) {
        if (reply.code() == 354 && accepted.isEmpty()) {
            dialogue.write("."); // RFC 2920 §3.1: nobody wants it, yet it must end
            dialogue.await("the end of DATA", SmtpDialogue.END_PATIENCE, ignored -> halfDone = false);
        } else if (reply.code() == 354) {
            sendBody(true);
        } else if (reply.code() >= 400) {
            abort(reply.status());
        } else {
            dialogue.fail(SmtpDialogue.unclear("The server answered DATA with " + reply.code()));
        }
    }

    private void sendBody(boolean dots) {
        try {
            InputStream in = body.open();
            dialogue.content(in, dots, this::bodySent);
        } catch (IOException e) {
            dialogue.fail(new Status(451, "4.3.0", "The message could not be read from our store"));
        }
    }

    private void bodySent() {
        if (!lmtp) {
            dialogue.await("the end of DATA", SmtpDialogue.END_PATIENCE, reply -> ended(accepted, reply));
            return;
        }
        for (int index : accepted) { // RFC 2033 §4.2: one reply each, in order
            dialogue.await("the end of DATA", SmtpDialogue.END_PATIENCE, reply -> ended(List.of(index), reply));
        }
    }

    private void ended(List<Integer> whose, SmtpReply reply) {
        halfDone = false;
        if (reply.code() >= 300 && reply.code() < 400) {
            dialogue.fail(SmtpDialogue.unclear("The server answered the message with " + reply.code()));
            return;
        }
        for (int index : whose) {
            fates[index] = reply.status();
        }
    }

    // ---- what the message needs ----

    private Recipient recipient(int index) {
        return envelope.recipients().get(index);
    }

    private boolean isEnvelopeInternational() {
        return envelope.sender().filter(s -> s.isInternational()).isPresent()
                || envelope.recipients().stream().anyMatch(r -> r.address().isInternational());
    }

    private static Status noUtf8() {
        return new Status(550, "5.6.7", "The server does not take international addresses"); // RFC 6531 §3.5
    }

    /** True when an octet of the header is not ASCII (RFC 6532 §3.2). */
    private boolean isHeaderInternational() throws IOException {
        try (InputStream in = body.open(0, MAX_HEADER)) {
            int newlines = 0;
            for (int b : in.readNBytes(MAX_HEADER)) {
                if (b < 0) {
                    return true;
                }
                newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
                if (newlines == 2) {
                    return false;
                }
            }
            return false;
        }
    }

    /** True when no CR or LF stands alone and no octet is NUL: then DATA carries the content too. */
    private boolean isMadeOfLines() throws IOException {
        try (InputStream in = body.open()) {
            byte[] block = new byte[64 * 1024];
            boolean afterCr = false;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                for (byte b : Arrays.copyOf(block, n)) {
                    if (b == 0 || (b == '\n') != afterCr) {
                        return false;
                    }
                    afterCr = b == '\r';
                }
            }
            return !afterCr;
        }
    }
}
