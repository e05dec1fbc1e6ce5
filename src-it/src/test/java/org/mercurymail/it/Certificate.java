package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for 127.0.0.1 that nobody knows, made by the JDK's keytool: for servers of the tests. */
record Certificate(SSLContext context, Path pem) {

    private static final char[] PASSWORD = "password".toCharArray();

    static Certificate selfSigned() {
        try {
            Path store = MercuryServer.TARGET.resolve("certificate-" + Mail.token() + ".p12");
            Process keytool = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/keytool", "-genkeypair",
                    "-alias", "test", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1",
                    "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD)))
                    .redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, keytool.waitFor(), said);
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            Path pem = Path.of(store.toString().replace(".p12", ".pem"));
            Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(keys.getCertificate("test").getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
            Files.delete(store);
            return new Certificate(context, pem);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
