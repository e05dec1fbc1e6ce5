package org.mercurymail.web.mail;

/**
 * A message as the list shows it, every text fit for the page's language.
 *
 * @param people    who wrote it, or in Sent and Drafts to whom
 * @param timestamp its date for programs, ISO 8601
 */
public record ListedMessage(long uid, boolean unread, boolean flagged, boolean answered, String people,
        String subject, String date, String timestamp, String size) { }
