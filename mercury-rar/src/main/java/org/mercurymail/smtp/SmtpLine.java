package org.mercurymail.smtp;

/** What a line turned out to be: a command, or something wrong with the reply that says so. */
public sealed interface SmtpLine permits SmtpCommand, SmtpLine.Malformed {

    /**
     * No command, or one whose argument breaks the grammar.
     *
     * @param lost nobody can tell where the next command begins: close
     */
    record Malformed(SmtpReply reply, boolean lost) implements SmtpLine { }
}
