package org.mercurymail.mail;

/**
 * What became of a command or a delivery: the one value that travels from a remote server's reply, or our own
 * decision, through the queue into a report (RFC 5321 §4.2, RFC 3463). Its text is fit for the peer's eyes.
 *
 * @param reply    three digits, 200 to 599
 * @param enhanced {@code class.subject.detail}, never empty
 * @param text     one line without CR or LF, without the codes
 */
public record Status(int reply, String enhanced, String text) {

    public Status {
        if (reply < 200 || reply > 599) {
            throw new IllegalArgumentException("no reply code: " + reply);
        }
        text = text.replace('\r', ' ').replace('\n', ' ');
    }

    public boolean isSuccess() {
        return reply < 300;
    }

    /** 4yz: the same may work later. */
    public boolean isTransient() {
        return reply >= 400 && reply < 500;
    }

    /** 5yz: the same will not work. */
    public boolean isPermanent() {
        return reply >= 500;
    }

    /** The line as SMTP says it: {@code 550 5.1.1 text}. */
    @Override
    public String toString() {
        return reply + " " + enhanced + " " + text;
    }
}
