/**
 * Who may log in, and the one list of accounts that SMTP, POP3, IMAP, web and REST share: login with hashing and
 * throttle, the making and closing of accounts, and the first start of an empty database.
 */
package org.mercurymail.accounts;
