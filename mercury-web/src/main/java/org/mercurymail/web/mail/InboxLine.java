package org.mercurymail.web.mail;

/**
 * A message as the list shows it, every text fit for the page's language.
 *
 * @param timestamp its date for programs, ISO 8601
 */
public record InboxLine(long uid, boolean unread, String from, String subject, String date, String timestamp,
        String size) { }
