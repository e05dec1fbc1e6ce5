package org.mercurymail.mime;

/**
 * All that is remembered about a message, or about a message inside a message.
 *
 * @param summary its header fields that matter
 * @param root    its part tree
 */
public record MimeMessageScan(Summary summary, Part root) { }
