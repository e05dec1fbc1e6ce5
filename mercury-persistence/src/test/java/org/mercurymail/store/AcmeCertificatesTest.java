package org.mercurymail.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcmeCertificatesTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final Instant LATER = NOW.plusSeconds(600);

    private final AcmeCertificates store = new AcmeCertificates(TestStore.get().transactions, "a");
    private final AcmeCertificates other = new AcmeCertificates(TestStore.get().transactions, "b");
    private final String name = TestStore.get().newDomain();
    private final List<String> names = List.of(name);

    @Test
    void oneNodeAsksAndAllHaveIt() {
        store.want(names);
        store.want(names);
        assertEquals(name, store.claim(names, LATER).orElseThrow().name());
        assertEquals(Optional.empty(), other.claim(names, LATER), "a is at it");
        store.issued(name, "pem", "CN=ca", LATER.plusSeconds(60), LATER);
        CertificateRow row = store.of(names).get(0);
        assertEquals("pem", row.pem());
        assertEquals(Optional.of(LATER.plusSeconds(60)), row.notAfter());
        assertEquals(Optional.empty(), other.claim(names, LATER), "not due");
        assertEquals(List.of(), store.of(List.of("other.test")));
    }

    @Test
    void aRefusalIsCountedAndKeepsWhatThereIs() {
        store.want(names);
        store.claim(names, LATER);
        store.issued(name, "pem", "CN=ca", LATER, NOW);
        store.claim(names, LATER);
        store.failed(name, "no", LATER);
        CertificateRow row = store.of(names).get(0);
        assertEquals(1, row.failures());
        assertEquals("no", row.error());
        assertEquals("pem", row.pem());
        assertEquals(LATER, row.due());
        assertTrue(store.hasten(Doer.MERCURY, name));
        assertEquals(1, store.claim(names, LATER).orElseThrow().failures());
        assertFalse(store.hasten(Doer.MERCURY, "nobody.test"));
    }

    @Test
    void whatANodeWasAtWhenItDiedIsFree() {
        store.want(names);
        store.claim(names, LATER);
        other.releaseLeases();
        assertEquals(Optional.empty(), other.claim(names, LATER));
        store.releaseLeases();
        assertTrue(other.claim(names, LATER).isPresent());
    }

    @Test
    void theAccountKeyAndTheAnswersStay() {
        assertEquals("first", store.accountKey("https://" + name, "first"));
        assertEquals("first", store.accountKey("https://" + name, "second"));
        store.answer("t-" + name, "a", LATER);
        store.answer("t-" + name, "b", LATER);
        assertEquals(Optional.of("b"), store.answerTo("t-" + name));
        store.answer("old-" + name, "a", NOW.minusSeconds(1));
        assertEquals(Optional.empty(), store.answerTo("old-" + name));
    }
}
