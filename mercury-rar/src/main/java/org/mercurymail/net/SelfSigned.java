package org.mercurymail.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that Mercury makes for itself at its first start, so that STARTTLS works before anybody cared for a
 * real one. Made by the JDK's own keytool, kept as the PEM pair {@code certificate.pem} and {@code key.pem}.
 */
public final class SelfSigned {

    private static final int DAYS = 3650;
    private static final int SECONDS = 60;
    private static final String PASSWORD = "mercury"; // of a file that lives for a moment in a closed directory

    private SelfSigned() { }

    /**
     * The certificate and key of this directory, made when there are none.
     *
     * @param directory made, for the owner's eyes only, when it is not there
     */
    public static synchronized Certificates.Files in(Path directory, String hostname) throws IOException {
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            Files.createDirectories(directory, mode("rwx------"));
            make(directory, hostname, certificate, key);
        }
        return new Certificates.Files(certificate, key);
    }

    private static void make(Path directory, String hostname, Path certificate, Path key) throws IOException {
        Path store = directory.resolve("new.p12");
        Files.deleteIfExists(store);
        try {
            keytool(store, hostname);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            write(key, "PRIVATE KEY", keys.getKey("mercury", PASSWORD.toCharArray()).getEncoded());
            write(certificate, "CERTIFICATE", keys.getCertificate("mercury").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate in " + directory, e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private static void keytool(Path store, String hostname) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(List.of(keytool.toString(), "-genkeypair", "-alias", "mercury",
                "-keyalg", "EC", "-groupname", "secp256r1", "-validity", String.valueOf(DAYS),
                "-dname", "CN=" + hostname.replaceAll("[^A-Za-z0-9.-]", "-"),
                "-ext", "SAN=" + names(hostname), "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", PASSWORD)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no certificate: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    /** keytool takes only names of letters, digits, dots and hyphens. */
    private static String names(String hostname) {
        boolean usable = hostname.matches("[A-Za-z][A-Za-z0-9-]*(\\.[A-Za-z][A-Za-z0-9-]*)*");
        return (usable && !hostname.equals("localhost") ? "dns:" + hostname + "," : "") + "dns:localhost,ip:127.0.0.1";
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String pem = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
        Files.deleteIfExists(file);
        Files.createFile(file, mode("rw-------"));
        Files.writeString(file, pem, StandardOpenOption.WRITE);
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
