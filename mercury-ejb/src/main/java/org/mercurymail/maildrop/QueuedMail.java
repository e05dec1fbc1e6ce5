package org.mercurymail.maildrop;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/**
 * The mail in a JMS message: its bytes or its text as they are (RFC 5322), or made of a map's {@code from}, {@code to},
 * {@code cc}, {@code bcc}, {@code subject}, {@code text} and {@code html}.
 */
final class QueuedMail {

    /** What no mail can be made of; the message says why. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    private static final String UTF_8 = "UTF-8";

    private QueuedMail() { }

    /** To be read once. */
    static InputStream open(Message message) throws JMSException, Unusable {
        if (message instanceof BytesMessage bytes) {
            return new Octets(bytes);
        }
        if (message instanceof TextMessage text) {
            String whole = Optional.ofNullable(text.getText()).orElse("");
            return new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8));
        }
        if (message instanceof MapMessage map) {
            return new ByteArrayInputStream(composed(map));
        }
        throw new Unusable("It is neither a BytesMessage nor a TextMessage nor a MapMessage");
    }

    private static byte[] composed(MapMessage map) throws JMSException, Unusable {
        try {
            MimeMessage mail = new Composed();
            addresses(mail, "From", map);
            addresses(mail, "To", map);
            addresses(mail, "Cc", map);
            addresses(mail, "Bcc", map);
            mail.setSubject(text(map, "subject").orElse("").replaceAll("[\\r\\n]+", " "), UTF_8);
            Optional<String> text = text(map, "text");
            Optional<String> html = text(map, "html");
            if (text.isPresent() && html.isPresent()) {
                MimeBodyPart plain = new MimeBodyPart();
                plain.setText(text.get(), UTF_8);
                MimeBodyPart rich = new MimeBodyPart();
                rich.setText(html.get(), UTF_8, "html");
                mail.setContent(new MimeMultipart("alternative", plain, rich)); // RFC 2046 §5.1.4: the best comes last
            } else if (html.isPresent()) {
                mail.setText(html.get(), UTF_8, "html");
            } else {
                mail.setText(text.orElseThrow(() -> new Unusable("The map has neither 'text' nor 'html'")), UTF_8);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            mail.writeTo(out);
            return out.toByteArray();
        } catch (MessagingException | IOException e) {
            throw new Unusable("No mail can be made of the map: " + e.getMessage());
        }
    }

    private static void addresses(MimeMessage mail, String field, MapMessage map)
            throws JMSException, MessagingException {
        Optional<String> value = text(map, field.toLowerCase(java.util.Locale.ROOT));
        if (value.isPresent()) {
            InternetAddress[] all = InternetAddress.parseHeader(value.get(), true);
            for (InternetAddress one : all) {
                encodeName(one);
            }
            mail.setHeader(field, InternetAddress.toString(all, field.length() + 2));
        }
    }

    /** The parser keeps a name as it stood there; RFC 2047 wants it encoded. */
    private static void encodeName(InternetAddress address) throws MessagingException {
        try {
            address.setPersonal(address.getPersonal(), UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("no UTF-8", e);
        }
    }

    private static Optional<String> text(MapMessage map, String name) throws JMSException {
        return Optional.ofNullable(map.getString(name)).filter(value -> !value.isBlank());
    }

    /** Without a Message-ID: Submission gives it one. */
    private static final class Composed extends MimeMessage {

        Composed() {
            super(Session.getInstance(new Properties()));
        }

        @Override
        protected void updateMessageID() { }
    }

    /** The octets of a BytesMessage, which may be larger than memory. */
    private static final class Octets extends InputStream {

        private final BytesMessage message;

        Octets(BytesMessage message) {
            this.message = message;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            byte[] chunk = new byte[length];
            try {
                int n = message.readBytes(chunk, length);
                System.arraycopy(chunk, 0, bytes, offset, Math.max(n, 0));
                return n;
            } catch (JMSException e) {
                throw new IOException(e);
            }
        }
    }
}
