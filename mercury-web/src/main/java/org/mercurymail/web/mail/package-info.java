/** The webmail's pages. */
package org.mercurymail.web.mail;
