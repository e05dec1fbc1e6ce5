package org.mercurymail.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.port.SmtpClient;

/** Asks every check about a stranger, the cheap ones first, until one refuses. */
@ApplicationScoped
public class Door {

    private static final String POSTMASTER = "postmaster";

    private DnsLists lists;
    private List<Check> checks = List.of();

    /** For the container's proxy. */
    protected Door() { }

    @Inject
    public Door(DnsLists lists, Greylist greylist) {
        this.lists = lists;
        this.checks = List.of(lists, greylist);
    }

    /**
     * What a stranger hears who wants this recipient; empty when he may go on. The postmaster is there for everybody,
     * for who is wrongly refused must be able to say so (RFC 5321 §4.5.1).
     */
    public Optional<Status> refusal(SmtpClient client, Envelope envelope, Recipient recipient) {
        if (recipient.address().localPart().equalsIgnoreCase(POSTMASTER)
                || lists.isAllowed(client.peer().remote().getAddress())) {
            return Optional.empty();
        }
        Check.Caller caller = new Check.Caller(client, envelope, recipient);
        return checks.stream().map(check -> check.refusal(caller)).flatMap(Optional::stream).findFirst();
    }
}
