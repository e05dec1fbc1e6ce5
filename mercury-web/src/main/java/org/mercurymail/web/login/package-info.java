/** Logging in to the pages, and keeping out who has not. */
package org.mercurymail.web.login;
