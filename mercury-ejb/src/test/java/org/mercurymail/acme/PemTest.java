package org.mercurymail.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

    @TempDir
    Path directory;

    @Test
    void aKeySurvivesAsText() {
        KeyPair key = Pem.newKey();
        KeyPair read = Pem.key(Pem.of(key));
        assertArrayEquals(key.getPrivate().getEncoded(), read.getPrivate().getEncoded());
        assertEquals(key.getPublic(), read.getPublic());
        assertThrows(IllegalStateException.class, () -> Pem.key("nothing"));
    }

    @Test
    void aFileIsReplacedWholeAndIsNobodyElses() throws Exception {
        CertificateFiles files = new CertificateFiles(directory.resolve("acme"));
        assertTrue(files.put("mail.firm.test", "one"));
        Files.writeString(directory.resolve("acme/mail.firm.test.new"), "left by a crash");
        assertTrue(files.put("mail.firm.test", "two"));
        assertFalse(files.put("mail.firm.test", "two"));
        Path file = directory.resolve("acme/mail.firm.test.pem");
        assertEquals("two", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList());
        }
    }
}
