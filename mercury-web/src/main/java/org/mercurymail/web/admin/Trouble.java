package org.mercurymail.web.admin;

/**
 * Something that is wrong.
 *
 * @param text in the language of the page
 * @param page where more is seen, empty for nowhere
 */
public record Trouble(String text, String page) { }
