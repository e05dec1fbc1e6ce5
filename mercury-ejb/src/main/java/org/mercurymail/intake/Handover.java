package org.mercurymail.intake;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mercurymail.config.Settings;
import org.mercurymail.store.Handling;

/** Takes over messages that carry their envelope in their header: {@link AddressedMessage} and {@link Submission}. */
@ApplicationScoped
public class Handover {

    private Submission submission;
    private Path spool;
    private long largest;

    /** For the container's proxy. */
    protected Handover() { }

    @Inject
    public Handover(Settings settings, Submission submission) {
        this.submission = submission;
        this.spool = settings.data().resolve("spool");
        this.largest = settings.maxSize();
    }

    /**
     * Reads the stream to its end, and leaves it open.
     *
     * @throws Unaddressed the message can never be sent as it is
     * @throws IOException it could not be read or spooled; nothing was kept
     */
    public Submitted submit(Origin origin, InputStream in, Optional<String> key) throws IOException, Unaddressed {
        return submit(origin, Addressing.BY_HEADER, in, key);
    }

    /** The same, where the caller may know better than the header. */
    public Submitted submit(Origin origin, Addressing addressing, InputStream in, Optional<String> key)
            throws IOException, Unaddressed {
        try (AddressedMessage message = read(addressing, in)) {
            return submit(origin, message, Handling.PLAIN.under(key.orElse("")));
        }
    }

    /** The caller closes it. */
    public AddressedMessage read(InputStream in) throws IOException, Unaddressed {
        return read(Addressing.BY_HEADER, in);
    }

    public Submitted submit(Origin origin, AddressedMessage message, Handling handling) {
        return submission.submit(origin, message.envelope(), message.body(), handling);
    }

    private AddressedMessage read(Addressing addressing, InputStream in) throws IOException, Unaddressed {
        Files.createDirectories(spool);
        return AddressedMessage.read(in, spool, largest, addressing);
    }
}
