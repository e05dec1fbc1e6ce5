/**
 * The administration's pages. Beans hold what a form says and ask the services, which decide, check and note; the
 * services' refusals are shown as they are. Only administrators get here ({@code login.Gate}), and the services ask for
 * the right once more.
 */
package org.mercurymail.web.admin;
