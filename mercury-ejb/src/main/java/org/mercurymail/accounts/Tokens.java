package org.mercurymail.accounts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.config.Issuer;
import org.mercurymail.mail.Address;

/**
 * Reads the access tokens of one issuer: signed JWTs (RFC 7519, RFC 9068) with a public key that the issuer publishes,
 * for us, and not expired. Whatever names another algorithm, none among them, is no token. Asks the issuer for its keys
 * when one is unknown, but not oftener than every half minute, for little time and few octets. Never logs a token.
 */
final class Tokens {

    private static final System.Logger LOG = System.getLogger(Tokens.class.getName());
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256); // RFC 8725 §3.1: never those of the token
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int MOST_OCTETS = 256 << 10;
    private static final Duration BETWEEN_ASKING = Duration.ofSeconds(30);
    private static final Duration KEYS_LAST = Duration.ofMinutes(10);

    /** The issuer cannot be asked, so that nobody can say whether a token is good. */
    static final class Away extends Exception {
        private static final long serialVersionUID = 1L;

        Away(Exception cause) {
            super(cause);
        }
    }

    private final Issuer issuer;
    private final Clock clock;
    private final DefaultResourceRetriever web =
            new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, MOST_OCTETS);
    private Optional<DefaultJWTProcessor<SecurityContext>> reader = Optional.empty();
    private Instant notBefore = Instant.MIN;

    Tokens(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Whom a good token names; empty for one that is none. */
    Optional<Address> address(String token) throws Away {
        try {
            return named(reader().process(token, null));
        } catch (RateLimitReachedException unknownKey) {
            return refused("its key is not known");
        } catch (KeySourceException e) {
            LOG.log(Level.WARNING, "event=issuer-away issuer={0} reason=\"{1}\"", issuer.name(), e.getMessage());
            throw new Away(e);
        } catch (BadJOSEException | JOSEException | ParseException bad) {
            return refused(bad.getMessage());
        }
    }

    private Optional<Address> named(JWTClaimsSet claims) {
        if (issuer.claim().equals("email") && Boolean.FALSE.equals(claims.getClaim("email_verified"))) {
            return refused("its email is not verified");
        }
        Object named = claims.getClaim(issuer.claim());
        Optional<Address> address = named instanceof String text ? Address.parse(text) : Optional.empty();
        return address.isPresent() ? address : refused("its " + issuer.claim() + " is no address");
    }

    private static Optional<Address> refused(String reason) {
        LOG.log(Level.INFO, "event=token-refused reason=\"{0}\"",
                reason == null ? "" : reason.replaceAll("[^\\x20-\\x7e]|\"", "?").substring(0, Math.min(200, reason.length())));
        return Optional.empty();
    }

    private synchronized DefaultJWTProcessor<SecurityContext> reader() throws Away {
        if (reader.isEmpty()) {
            reader = Optional.of(reader(keys()));
        }
        return reader.get();
    }

    private DefaultJWTProcessor<SecurityContext> reader(JWKSource<SecurityContext> keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"),
                null)); // RFC 9068 §2.1
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(issuer.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.name().toString()).build(), Set.of("exp", issuer.claim())) {
            @Override
            protected Date currentTime() {
                return Date.from(clock.instant());
            }
        });
        return made;
    }

    private JWKSource<SecurityContext> keys() throws Away {
        try {
            URI place = issuer.keys().isPresent() ? issuer.keys().get() : discovered();
            return JWKSourceBuilder.create(place.toURL(), web).cache(KEYS_LAST.toMillis(), PATIENCE_MILLIS * 2L)
                    .refreshAheadCache(false).rateLimited(BETWEEN_ASKING.toMillis()).build();
        } catch (IOException | ParseException | IllegalArgumentException e) {
            notBefore = clock.instant().plus(BETWEEN_ASKING);
            LOG.log(Level.WARNING, "event=issuer-away issuer={0} reason=\"{1}\"", issuer.name(), e.getMessage());
            throw new Away(e);
        }
    }

    /** Where the issuer says its keys are (OpenID Connect Discovery §4). */
    private URI discovered() throws IOException, ParseException {
        if (clock.instant().isBefore(notBefore)) {
            throw new IOException("it could not be asked moments ago");
        }
        URI place = URI.create(issuer.name().toString().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        var about = JSONObjectUtils.parse(web.retrieveResource(place.toURL()).getContent());
        if (!issuer.name().toString().equals(JSONObjectUtils.getString(about, "issuer"))) {
            throw new IOException(place + " is of another issuer"); // §4.3
        }
        URI keys = URI.create(String.valueOf(JSONObjectUtils.getString(about, "jwks_uri")));
        if (!"https".equals(keys.getScheme()) && !issuer.name().getScheme().equals(keys.getScheme())) {
            throw new IOException("the keys would come by " + keys.getScheme());
        }
        return keys;
    }
}
