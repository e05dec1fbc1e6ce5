package org.mercurymail.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ResourceBundle;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.mercurymail.config.Settings;
import org.mercurymail.outbound.QueueStatus;

/** The server's state, for administrators and their scripts. */
@Path("status")
@RequestScoped
@AllowedTo(AllowedTo.ADMIN)
public class StatusResource {

    static final String VERSION = ResourceBundle.getBundle("org.mercurymail.web.build").getString("version");

    private Settings settings;
    private Listeners listeners;
    private QueueStatus queue;

    /** For the container's proxy. */
    protected StatusResource() { }

    @Inject
    public StatusResource(Settings settings, Listeners listeners, QueueStatus queue) {
        this.settings = settings;
        this.listeners = listeners;
        this.queue = queue;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The server: version, listeners, figures of the queue")
    public Status status() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return new Status(VERSION, settings.hostname(), Instant.ofEpochMilli(runtime.getStartTime()).toString(),
                Duration.ofMillis(runtime.getUptime()).toSeconds(), listeners.states(), queue.counts());
    }
}
