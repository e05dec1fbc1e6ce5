package org.mercurymail.mailbox;

import java.util.Map;
import org.mercurymail.mail.MailboxRights;

/**
 * A folder that a domain owns.
 *
 * @param name   below {@code Shared Folders/}
 * @param access who may what in it, by address or {@code anyone}
 */
public record SharedFolder(String domain, String name, long messages, long size, Map<String, MailboxRights> access) { }
