package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Missing;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.outbound.QueueService;
import org.mercurymail.outbound.Waiting;

/** What waits to be sent. */
@Path("queue")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {

    private QueueService queue;

    /** For the container's proxy. */
    protected QueueResource() { }

    @Inject
    public QueueResource(QueueService queue) {
        this.queue = queue;
    }

    /**
     * A recipient that waits.
     *
     * @param id        its message's; with {@code recipient} it says which one
     * @param state     {@code queued}, {@code sending}, {@code deferred} or {@code held}
     * @param due       the next attempt
     * @param lastReply what the last attempt heard
     */
    public record Shown(String id, String recipient, String sender, String state, int attempts, Instant since,
            Optional<Instant> due, String lastReply, long size) {

        static Shown of(Waiting waiting) {
            return new Shown(waiting.message().toString(), waiting.recipient(), waiting.sender(),
                    waiting.state().toString(), waiting.attempts(), waiting.at(), waiting.due(), waiting.lastReply(),
                    waiting.size());
        }
    }

    /** How many recipients it was done to. */
    public record Done(String id, int recipients) { }

    @GET
    @Operation(summary = "The waiting recipients, the oldest messages first; those of whose addresses contain q")
    public Page<Shown> page(@Context SecurityContext security, @QueryParam("q") @DefaultValue("") String part,
            @BeanParam Paging paging) {
        return Page.of(queue.page(Caller.actor(security), part, place(paging), paging.rows()), paging, Shown::of,
                waiting -> waiting.message() + "-" + waiting.number());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "The waiting recipients of one message")
    public Page<Shown> message(@Context SecurityContext security, @PathParam("id") String id,
            @BeanParam Paging paging) {
        MessageId message = Answers.message(id);
        QueueService.Place start = paging.after().isEmpty() ? new QueueService.Place(message, -1) : place(paging);
        Page<Shown> page = Page.of(queue.page(Caller.actor(security), "", start, paging.rows()).stream()
                .filter(waiting -> waiting.message().equals(message)).toList(), paging, Shown::of,
                waiting -> waiting.message() + "-" + waiting.number());
        if (page.items().isEmpty()) {
            throw new Missing(Refusal.NO_WAITING_RECIPIENT, message);
        }
        return page;
    }

    @POST
    @Path("{id}/retry")
    @Operation(summary = "Tries a message's waiting recipients now, or one of them, held or not")
    public Done retry(@Context SecurityContext security, @PathParam("id") String id,
            @QueryParam("recipient") String recipient) {
        return new Done(id, queue.retry(Caller.actor(security), Answers.message(id), recipient(recipient)));
    }

    @POST
    @Path("{id}/hold")
    @Operation(summary = "Puts a message's waiting recipients off, or one of them, until they are released or retried")
    public Done hold(@Context SecurityContext security, @PathParam("id") String id,
            @QueryParam("recipient") String recipient) {
        return new Done(id, queue.hold(Caller.actor(security), Answers.message(id), recipient(recipient)));
    }

    @POST
    @Path("{id}/release")
    @Operation(summary = "Ends the hold of a message's held recipients, or of one of them, and tries them")
    public Done release(@Context SecurityContext security, @PathParam("id") String id,
            @QueryParam("recipient") String recipient) {
        return new Done(id, queue.release(Caller.actor(security), Answers.message(id), recipient(recipient)));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Takes a message's waiting recipients out of the queue, or one of them; nobody gets a report")
    public Done cancel(@Context SecurityContext security, @PathParam("id") String id,
            @QueryParam("recipient") String recipient) {
        return new Done(id, queue.cancel(Caller.actor(security), Answers.message(id), recipient(recipient)));
    }

    private static Optional<Address> recipient(String text) {
        return Optional.ofNullable(text).map(given -> Fields.address("recipient", given));
    }

    private static QueueService.Place place(Paging paging) {
        if (paging.after().isEmpty()) {
            return QueueService.Place.START;
        }
        int dash = paging.after().indexOf('-');
        if (dash < 0 || !paging.after().substring(dash + 1).matches("[0-9]{1,9}")) {
            throw paging.notACursor();
        }
        return new QueueService.Place(MessageId.parse(paging.after().substring(0, dash)).orElseThrow(
                paging::notACursor), Integer.parseInt(paging.after().substring(dash + 1)));
    }
}
