/** The REST resources under {@code /api/v1}, their errors (RFC 9457), and the health checks. */
package org.mercurymail.web.api;
