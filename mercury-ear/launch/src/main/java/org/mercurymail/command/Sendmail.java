package org.mercurymail.command;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code sendmail -t -i -f sender -F name}, as cron and PHP call it: a message from standard input, its recipients from its
 * header or from the arguments. What other options of the old program ask is not for us to do; they are passed over.
 */
final class Sendmail {

    private boolean fromHeader;
    private boolean ignoresDots;
    private String sender = "";
    private String name = "";
    private final List<String> recipients = new ArrayList<>();

    Sendmail(List<String> arguments) throws Failed {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--") || !word.startsWith("-")) {
                recipients.addAll(arguments.subList(word.equals("--") ? i + 1 : i, arguments.size()));
                break;
            } else if (word.matches("-[frFBNRVhpXOLC].*")) {
                boolean apart = word.length() == 2;
                if (apart && ++i == arguments.size()) {
                    throw new Failed(Failed.USAGE, word + " needs a value");
                }
                valued(word.charAt(1), apart ? arguments.get(i) : word.substring(2));
            } else if (word.equals("-bs") || word.matches("-b[dpiv]") || word.matches("-q.*")) {
                throw new Failed(Failed.USAGE, word + " is not for this program: see ./mercury queue");
            } else {
                flags(word);
            }
        }
        if (fromHeader != recipients.isEmpty()) {
            throw new Failed(Failed.USAGE, "wanted: sendmail -t, or sendmail RECIPIENT …");
        }
    }

    private void valued(char option, String value) {
        if (option == 'F') {
            name = value;
        } else if (option == 'f' || option == 'r') {
            sender = value.replaceAll("^<|>$", "");
        }
    }

    private void flags(String word) throws Failed {
        if (word.equals("-oi") || word.matches("-[it]+")) {
            fromHeader |= word.contains("t");
            ignoresDots |= word.contains("i");
        } else if (!word.equals("-bm") && !word.matches("-[omGU].*") && !word.equals("-v")) {
            throw new Failed(Failed.USAGE, "there is no option " + word);
        }
    }

    JsonObject send(Api api, InputStream message) throws Failed {
        List<String> query = recipients.stream().map(to -> "to=" + Api.part(to)).collect(Collectors.toList());
        if (!sender.isEmpty()) {
            query.add("from=" + Api.part(sender));
        }
        if (!name.isEmpty()) {
            query.add("name=" + Api.part(name));
        }
        InputStream body = ignoresDots ? message : new UntilDot(new BufferedInputStream(message));
        return api.call("POST", query.isEmpty() ? "messages" : "messages?" + String.join("&", query),
                "message/rfc822", BodyPublishers.ofInputStream(() -> body));
    }

    /** Ends at a line that holds a dot alone, as without {@code -i}. */
    private static final class UntilDot extends InputStream {

        private final BufferedInputStream in;
        private boolean atLineStart = true;
        private boolean ended;

        UntilDot(BufferedInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (ended || atLineStart && isDotAlone()) {
                ended = true;
                return -1;
            }
            int octet = in.read();
            atLineStart = octet == '\n';
            return octet;
        }

        private boolean isDotAlone() throws IOException {
            in.mark(3);
            boolean dot = in.read() == '.';
            int behind = dot ? in.read() : 0;
            behind = behind == '\r' ? in.read() : behind;
            in.reset();
            return dot && (behind == '\n' || behind < 0);
        }
    }
}
