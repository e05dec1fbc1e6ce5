package org.mercurymail.sasl;

import java.util.Optional;
import org.mercurymail.port.Credentials;

/** LOGIN, which no RFC has: the name, then the password. */
final class LoginExchange extends SaslExchange {

    private Optional<String> user = Optional.empty();

    @Override
    Turn first() {
        return challenge("Username:");
    }

    @Override
    Turn message(String text) {
        if (user.isEmpty()) {
            user = Optional.of(text);
            return challenge("Password:");
        }
        return new Offers(new Credentials(user.get(), text, "LOGIN"));
    }
}
