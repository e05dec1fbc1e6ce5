package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.mercurymail.config.Settings;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.sasl.ScramKeys;
import org.mercurymail.store.Credentials;

/**
 * Hashes and compares passwords with Argon2id (RFC 9106), in the text form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}
 * that carries its own cost, so that the cost can rise later. Bounds how many are computed at once, since each takes
 * 12 MiB and some hundredths of a second. Never keeps or logs a password. Passwords compare as RFC 8265 §4.2 prepares
 * them: in Unicode form NFC, any blank being a blank.
 */
@ApplicationScoped
public class Passwords {

    /** Shorter ones are not given. */
    static final int MIN_LENGTH = 8;
    /** In octets; longer secrets are not hashed at all. */
    static final int MAX_LENGTH = 1024;

    private static final int MEMORY_KIB = 12_288; // OWASP's second row: 12 MiB, three passes, one lane
    private static final int PASSES = 3;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_PASSES = 64;
    private static final int SCRAM_ITERATIONS = 32_768; // RFC 7677 §4 asks for 4096; the client pays too
    private static final Pattern ENCODED = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{8,128})\\$([A-Za-z0-9+/]{16,128})");
    private static final Pattern BLANKS = Pattern.compile("\\p{Zs}");
    private static final String CLEAR_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"; // no l, o, 0, 1
    private static final int GROUP = 5;
    private static final Pattern FOR_APPLICATION =
            Pattern.compile("[" + CLEAR_LETTERS + "]{5}(-[" + CLEAR_LETTERS + "]{5}){4}");
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final Semaphore computing = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    private final AtomicReference<byte[]> saltKey = new AtomicReference<>();
    private Supplier<byte[]> saltKeys;
    private boolean keepsScram;

    /** For the container's proxy. */
    protected Passwords() { }

    @Inject
    public Passwords(Credentials store, Settings settings) {
        this(store::saltKey, settings.scram());
    }

    /**
     * @param saltKeys   what the salts of SCRAM are made from; asked once
     * @param keepsScram whether its keys are made and kept
     */
    Passwords(Supplier<byte[]> saltKeys, boolean keepsScram) {
        this.saltKeys = saltKeys;
        this.keepsScram = keepsScram;
    }

    /** Too many passwords are being hashed, and the wait was too long. */
    public static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** All forms that a password is kept in: a hash; the keys of SCRAM, if wanted and unless SASLprep refuses it. */
    public String kept(String password, String address) {
        return completed(hash(password), password, address);
    }

    /** The hash of a password, which is right, with the keys of SCRAM beside it as they are made now, if they are. */
    String completed(String kept, String password, String address) {
        if (!keepsScram) {
            return kept.lines().findFirst().orElse("");
        }
        ScramSalt salt = salt(address);
        String hash = kept.lines().findFirst().orElse("");
        if (scram(kept).filter(keys -> isOf(keys, salt)).isPresent()) {
            return kept;
        }
        return ScramKeys.of(password, salt).map(keys -> hash + "\n" + keys.text()).orElse(hash);
    }

    /** The keys of SCRAM among what is kept. */
    static Optional<ScramKeys> scram(String kept) {
        return kept.lines().skip(1).findFirst().flatMap(ScramKeys::parse);
    }

    /**
     * The salt of an address, the same for all its passwords, so that a proof by any of them can be checked; and the
     * same for an address that nobody has, so that it tells nothing.
     */
    ScramSalt salt(String address) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(saltKey.updateAndGet(known -> known == null ? saltKeys.get() : known), "HmacSHA256"));
            return new ScramSalt(Arrays.copyOf(mac.doFinal(address.getBytes(StandardCharsets.UTF_8)), SALT),
                    SCRAM_ITERATIONS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static boolean isOf(ScramKeys keys, ScramSalt salt) {
        return keys.salt().iterations() == salt.iterations() && Arrays.equals(keys.salt().salt(), salt.salt());
    }

    /** A new hash with a new salt. */
    public String hash(String password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, 1, HASH);
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + BASE64.encodeToString(salt) + '$'
                + BASE64.encodeToString(hash);
    }

    /**
     * Compares with the hash among what is kept, in a time that does not depend on the password. A hash of another making matches nothing.
     *
     * @throws Busy when no computation could start within five seconds
     */
    boolean matches(String password, String encoded) throws Busy {
        Matcher parts = ENCODED.matcher(encoded.lines().findFirst().orElse(""));
        if (!parts.matches()) {
            return false;
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        if (memory < 8 * lanes || memory > MOST_MEMORY_KIB || passes < 1 || passes > MOST_PASSES || lanes < 1) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        boolean entered = false;
        try {
            entered = computing.tryAcquire(5, TimeUnit.SECONDS);
            if (!entered) {
                throw new Busy();
            }
            byte[] actual = compute(password, salt, memory, passes, lanes, expected.length);
            return MessageDigest.isEqual(expected, actual);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        } finally {
            if (entered) {
                computing.release();
            }
        }
    }

    /** Twenty letters and digits that people do not confuse: 100 bits. */
    String invented() {
        return groups(4);
    }

    /** An application password: a first group that finds it, and twenty letters of secret. */
    String inventedForApplication() {
        return groups(5);
    }

    /** The first group of what has the shape of an application password. */
    static Optional<String> hint(String secret) {
        return FOR_APPLICATION.matcher(secret).matches() ? Optional.of(secret.substring(0, GROUP)) : Optional.empty();
    }

    private String groups(int count) {
        StringBuilder out = new StringBuilder(count * (GROUP + 1));
        for (int i = 0; i < count * GROUP; i++) {
            out.append(i > 0 && i % GROUP == 0 ? "-" : "");
            out.append(CLEAR_LETTERS.charAt(random.nextInt(CLEAR_LETTERS.length())));
        }
        return out.toString();
    }

    static byte[] prepared(String password) {
        String blanks = BLANKS.matcher(password).replaceAll(" ");
        return Normalizer.normalize(blanks, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compute(String password, byte[] salt, int memory, int passes, int lanes, int length) {
        byte[] secret = prepared(password);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory).withIterations(passes).withParallelism(lanes).withSalt(salt).build());
        byte[] hash = new byte[length];
        argon2.generateBytes(secret, hash);
        Arrays.fill(secret, (byte) 0);
        return hash;
    }
}
