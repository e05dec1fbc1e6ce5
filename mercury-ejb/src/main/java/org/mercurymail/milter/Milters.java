package org.mercurymail.milter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mercurymail.config.Endpoint;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Status;
import org.mercurymail.port.Body;

/**
 * Asks each configured milter about a message, in order, each about what the one before made of it. What becomes of a
 * message when one is away is the administrator's choice; nothing is lost either way.
 */
@ApplicationScoped
public class Milters {

    private static final System.Logger LOG = System.getLogger(Milters.class.getName());
    private static final Status AWAY = new Status(451, "4.7.1", "The message cannot be checked now, try again later");
    private static final Status HUGE_HEADER = new Status(552, "5.3.4", "The header is too large to be checked");

    private Settings settings;

    /** For the container's proxy. */
    protected Milters() { }

    @Inject
    public Milters(Settings settings) {
        this.settings = settings;
    }

    /** May block for some minutes. A body that comes back changed is the caller's to close, beside the original. */
    public Screened screen(Handing client, Envelope sent, Body original) throws IOException {
        Envelope envelope = sent;
        Body body = original;
        for (Endpoint milter : settings.milters()) {
            EditedMessage message = edited(body, body != original);
            if (message.isTooLarge()) {
                message.close();
                return new Screened.Refused(HUGE_HEADER, milter.toString());
            }
            Screened screened = ask(milter, client, envelope, message);
            if (!(screened instanceof Screened.Passed passed)) {
                message.close();
                LOG.log(Level.INFO, "event=milter conn={0} milter={1} answer={2}", client.id(), milter, screened);
                return screened;
            }
            envelope = passed.envelope();
            body = passed.body();
        }
        return new Screened.Passed(envelope, body);
    }

    private EditedMessage edited(Body body, boolean owned) throws IOException {
        Path spools = Files.createDirectories(settings.data().resolve("spool"));
        return new EditedMessage(body, owned, settings.maxSize(), spools);
    }

    private Screened ask(Endpoint milter, Handing client, Envelope envelope, EditedMessage message) {
        try (MilterDialogue dialogue = new MilterDialogue(new InetSocketAddress(milter.host(), milter.port()),
                settings.hostname(), settings.milterPatience())) {
            return dialogue.screen(client, envelope, message);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "event=milter-away conn={0} milter={1} error=\"{2}\"", client.id(), milter,
                    String.valueOf(e.getMessage()));
            message.undo();
            return settings.milterAwayAccepts() ? new Screened.Passed(envelope, message.body())
                    : new Screened.Refused(AWAY, milter.toString());
        }
    }

    /** Whether there is anybody to ask. */
    public boolean isAny() {
        return !settings.milters().isEmpty();
    }
}
