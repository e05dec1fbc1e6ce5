package org.mercurymail.rar;

import jakarta.resource.spi.ConnectionRequestInfo;
import org.mercurymail.port.Route;

/** What the container's pool tells connections apart by: equal routes share them. */
record RouteRequest(Route route) implements ConnectionRequestInfo { }
