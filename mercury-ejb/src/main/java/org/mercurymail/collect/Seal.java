package org.mercurymail.collect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mercurymail.config.Settings;

/**
 * Seals secrets that must be read again, with AES-256-GCM under a key in the data directory that only Mercury reads: a
 * copy of the database alone opens none. Nodes that share a database need the same key file.
 */
@ApplicationScoped
public class Seal {

    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final SecureRandom random = new SecureRandom();
    private Path file;

    /** For the container's proxy. */
    protected Seal() { }

    @Inject
    public Seal(Settings settings) {
        this.file = settings.data().resolve("collector.key");
    }

    /** @param purpose what it belongs to; the secret opens for nothing else */
    byte[] close(String secret, String purpose) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws GeneralSecurityException it was sealed with another key, or for another purpose */
    String open(byte[] sealed, String purpose) throws GeneralSecurityException {
        if (sealed.length <= NONCE) {
            throw new GeneralSecurityException("no seal");
        }
        byte[] secret = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), purpose)
                .doFinal(sealed, NONCE, sealed.length - NONCE);
        return new String(secret, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private synchronized byte[] key() {
        try {
            if (!Files.exists(file)) {
                make();
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY) {
                throw new IllegalStateException(file + " must hold " + KEY + " octets");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Whole or not at all, and never over one that another process has just made. */
    private void make() throws IOException {
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), "collector", ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(fresh, key);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException made) {
            // the other's counts
        } finally {
            Files.delete(fresh);
        }
    }
}
