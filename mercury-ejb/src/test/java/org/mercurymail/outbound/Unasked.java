package org.mercurymail.outbound;

import org.mercurymail.mail.MessageId;
import org.mercurymail.maildrop.AnswerDesk;

/** Nobody waits to hear what becomes of recipients. */
final class Unasked extends AnswerDesk {

    @Override
    public void settled(MessageId message) { }
}
