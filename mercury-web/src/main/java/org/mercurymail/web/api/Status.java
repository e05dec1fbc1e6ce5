package org.mercurymail.web.api;

import java.util.List;
import org.mercurymail.outbound.QueueStatus;

/** What {@code GET /api/v1/status} says. */
public record Status(String version, String hostname, String startedAt, long uptimeSeconds,
        List<ListenerState> listeners, QueueStatus.Counts queue) { }
