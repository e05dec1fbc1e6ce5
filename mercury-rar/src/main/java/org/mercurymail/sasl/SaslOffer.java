package org.mercurymail.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mercurymail.port.Peer;
import org.mercurymail.wire.SaslRules;
import org.mercurymail.wire.TlsFacts;

/**
 * The mechanisms that work on a connection as it is now; no other begins. Whether anybody may log in here at all, the
 * protocol has asked before.
 *
 * @param rules what the server has
 * @param login the old LOGIN too
 */
public record SaslOffer(Peer peer, SaslRules rules, boolean login) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 18; // octets; 24 letters in base64

    /** Their names, the strongest first, each with something before it. */
    public String words(String before) {
        return mechanisms().stream().map(mechanism -> before + mechanism.word()).collect(Collectors.joining(" "));
    }

    /** The exchange of a mechanism, by its name in any case; empty when it is none of these. */
    public Optional<SaslExchange> begin(String name) {
        return mechanisms().stream().filter(mechanism -> mechanism.word().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst().map(this::exchange);
    }

    private SaslExchange exchange(Mechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256 -> new ScramExchange(mechanism, endPoint(), nonce());
            case OAUTHBEARER, XOAUTH2 -> new BearerExchange(mechanism);
            case PLAIN -> new PlainExchange();
            case LOGIN -> new LoginExchange();
        };
    }

    private List<Mechanism> mechanisms() {
        return Arrays.stream(Mechanism.values()).filter(this::isHere).toList();
    }

    private boolean isHere(Mechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS -> rules.scram() && endPoint().isPresent();
            case SCRAM_SHA_256 -> rules.scram();
            case OAUTHBEARER, XOAUTH2 -> rules.tokens();
            case PLAIN -> true;
            case LOGIN -> login;
        };
    }

    /** Empty where nothing is bound: a client that can do so and was not asked to is no victim then (RFC 5802 §6). */
    private Optional<byte[]> endPoint() {
        return peer.tls().filter(tls -> rules.plus()).flatMap(TlsFacts::endPoint);
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
