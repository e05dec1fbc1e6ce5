package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Addressing;
import org.mercurymail.intake.Handover;
import org.mercurymail.intake.NewMessage;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.intake.Unaddressed;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Status;
import org.mercurymail.outbound.MessageTrace;
import org.mercurymail.outbound.Tracing;

/** Messages handed over, and what became of them. */
@Path("messages")
@RequestScoped
@AllowedTo(AllowedTo.EVERY_ACCOUNT)
@Produces(MediaType.APPLICATION_JSON)
public class MessagesResource {

    private Handover handover;
    private Submission submission;
    private Tracing tracing;
    private Settings settings;

    /** For the container's proxy. */
    protected MessagesResource() { }

    @Inject
    public MessagesResource(Handover handover, Submission submission, Tracing tracing, Settings settings) {
        this.handover = handover;
        this.submission = submission;
        this.tracing = tracing;
        this.settings = settings;
    }

    /** A whole message; RFC 5322. */
    static final String RFC822 = "message/rfc822";

    private static final String KEY = "Idempotency-Key";

    /**
     * A message to be written and sent.
     *
     * @param from empty: the account's own address
     * @param bcc  get it, and are not named in it
     */
    record Wanted(Optional<String> from, List<String> to, Optional<List<String>> cc, Optional<List<String>> bcc,
            Optional<String> subject, Optional<String> text, Optional<String> html) { }

    /** A recipient that does not get it, though others do. */
    public record Refused(String address, String reason) { }

    /** It is durable, and on its way. */
    public record Taken(String id, List<Refused> refused) { }

    /** What became of one recipient. */
    public record Fate(String address, String state, int attempts, String lastReply) { }

    /** One line of a message's history. */
    public record Event(Instant at, String event, String recipient, String detail) { }

    /** What became of a message. */
    public record Shown(String id, String state, Instant at, String sender, long size, List<Fate> recipients,
            List<Event> events) {

        static Shown of(MessageTrace trace) {
            return new Shown(trace.id().toString(), trace.state(), trace.at(), trace.sender(), trace.size(),
                    trace.recipients().stream().map(fate -> new Fate(fate.address(), fate.state(), fate.attempts(),
                            fate.lastReply())).toList(),
                    trace.events().stream().map(event -> new Event(event.at(), event.event(), event.recipient(),
                            event.detail())).toList());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Writes a message and sends it; the same Idempotency-Key again answers the same id")
    public Response write(@Context SecurityContext security, @HeaderParam(KEY) String key, Wanted wanted) {
        Caller caller = Caller.of(security);
        NewMessage message = new NewMessage(wanted.from().orElse(caller.getName()), wanted.to(),
                wanted.cc().orElse(List.of()), wanted.bcc().orElse(List.of()), wanted.subject().orElse(""),
                wanted.text().orElse(""), wanted.html());
        return answer(submission.submit(origin(caller), message.envelope(), message.body(), key(key)));
    }

    @POST
    @Consumes(RFC822)
    @Operation(summary = "Sends a whole message; its envelope is in From, To, Cc and Bcc, unless from and to are "
            + "given; one without From gets it, with the name if given; the same Idempotency-Key again answers the same id")
    public Response send(@Context SecurityContext security, @HeaderParam(KEY) String key,
            @QueryParam("from") String from, @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("to") List<String> to, InputStream message)
            throws IOException {
        Caller caller = Caller.of(security);
        Address account = caller.account().address();
        Addressing addressing = new Addressing(Optional.ofNullable(from).map(text -> whole("from", text, account)),
                to.stream().map(text -> whole("to", text, account)).toList(), Optional.of(account), name);
        try {
            return answer(handover.submit(origin(caller), addressing, new Bounded(message, settings.maxSize()),
                    key(key)));
        } catch (Unaddressed e) {
            throw new Invalid("message", Refusal.UNADDRESSED, e.getMessage());
        }
    }

    @GET
    @Path("{id}")
    @Operation(summary = "What became of a message: by recipient, and as it happened; of a received one, one's own part")
    public Shown message(@Context SecurityContext security, @PathParam("id") String id) {
        return Shown.of(tracing.trace(Caller.actor(security), Answers.message(id)));
    }

    /** Cron writes names without a domain. */
    private static Address whole(String field, String text, Address account) {
        return Fields.address(field, text.indexOf('@') < 0 ? text.strip() + "@" + account.domain() : text);
    }

    private static Origin origin(Caller caller) {
        return new Origin.Application(caller.login(), "rest", Optional.of(caller.from()));
    }

    private static Optional<String> key(String key) {
        Optional<String> given = Optional.ofNullable(key).map(String::strip);
        if (given.isPresent() && (given.get().isEmpty() || given.get().length() > Submission.LONGEST_KEY)) {
            throw new Invalid(KEY, Refusal.KEY, Submission.LONGEST_KEY);
        }
        return given;
    }

    private static Response answer(Submitted outcome) {
        if (outcome instanceof Submitted.Accepted accepted) {
            List<Refused> refused = accepted.refused().entrySet().stream().map(entry ->
                    new Refused(entry.getKey().address().toString(), entry.getValue().text())).toList();
            return Response.accepted(new Taken(accepted.id().toString(), refused))
                    .location(Answers.place("messages", accepted.id().toString())).build();
        }
        Status status = ((Submitted.Rejected) outcome).status();
        if (!status.isPermanent()) {
            return Problem.of(Response.Status.SERVICE_UNAVAILABLE, status.text()).header(HttpHeaders.RETRY_AFTER, "30")
                    .build();
        }
        return status.enhanced().equals("5.7.1") ? Problem.forbiddenField("from", status.text()).build()
                : Problem.ofField(status.enhanced().startsWith("5.1.") || status.enhanced().startsWith("5.2.") ? "to"
                        : "message", status.text()).build();
    }
}
