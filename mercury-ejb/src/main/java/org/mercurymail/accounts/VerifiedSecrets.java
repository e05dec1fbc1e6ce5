package org.mercurymail.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mercurymail.store.CredentialRow;

/**
 * Remembers for a few minutes which secrets were verified, and for which credential, so that a mail client that logs in
 * every minute does not cost a hash each time. Holds no secret: only its HMAC under a key that lives as long as this
 * process. Bounded.
 */
final class VerifiedSecrets {

    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final String HMAC = "HmacSHA256";

    private record Key(long account, String mac) { }

    private record Verified(CredentialRow credential, Instant until) { }

    private final SecretKeySpec processKey;
    private long changes;
    private final Map<Key, Verified> secrets;

    VerifiedSecrets(int capacity) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        processKey = new SecretKeySpec(key, HMAC);
        secrets = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Verified> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The account's credential that this secret was verified for. */
    synchronized Optional<CredentialRow> find(long account, String secret, Instant now) {
        return Optional.ofNullable(secrets.get(key(account, secret))).filter(known -> now.isBefore(known.until))
                .map(Verified::credential);
    }

    /** What {@link #add} wants to know of the moment before the secret was compared. */
    synchronized long moment() {
        return changes;
    }

    /** Does nothing when credentials changed since that moment: this one may be among those that were revoked. */
    synchronized void add(CredentialRow credential, String secret, Instant now, long moment) {
        if (moment == changes) {
            secrets.put(key(credential.account(), secret), new Verified(credential, now.plus(LIFE)));
        }
    }

    /** The account's credentials changed, or it closed. */
    synchronized void forget(long account) {
        changes++;
        secrets.keySet().removeIf(key -> key.account == account);
    }

    private Key key(long account, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(processKey);
            mac.update((account + ":").getBytes(StandardCharsets.US_ASCII));
            return new Key(account, HexFormat.of().formatHex(mac.doFinal(Passwords.prepared(secret))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
