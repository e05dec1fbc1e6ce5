package org.mercurymail.outbound;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.intake.Journey;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/** What the queue's rows mean in the words of SMTP. The rows were written from these values and parse again. */
final class Queued {

    private Queued() { }

    static Envelope envelope(QueuedMessage message, List<QueuedRecipient> recipients) {
        return new Envelope(Address.parse(message.sender()), recipients.stream().map(Queued::recipient).toList(),
                Envelope.Encoding.valueOf(message.encoding()), message.smtpUtf8(), ret(message),
                Optional.of(message.envid()).filter(id -> !id.isEmpty()), Journey.said(message.terms()));
    }

    static Recipient recipient(QueuedRecipient row) {
        Set<Recipient.Notify> notifyOn = EnumSet.noneOf(Recipient.Notify.class);
        Arrays.stream(row.notifyOn().split(",")).filter(word -> !word.isEmpty())
                .forEach(word -> notifyOn.add(Recipient.Notify.valueOf(word)));
        return new Recipient(Address.of(row.address()), notifyOn,
                Optional.of(row.original()).filter(text -> !text.isEmpty()));
    }

    static Envelope.Ret ret(QueuedMessage message) {
        return message.ret().isEmpty() ? Envelope.Ret.UNSAID : Envelope.Ret.valueOf(message.ret());
    }

    static Domain domain(QueuedRecipient row) {
        return new Domain(row.domain());
    }
}
