package org.mercurymail.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NumberSet, Flags, MessageId, Status, Recipient, Envelope. */
class ValuesTest {

    @Test
    void numberSetsAreSetsOfNumbers() {
        Random random = new Random(9051);
        for (int i = 0; i < 5_000; i++) {
            TreeSet<Long> numbers = new TreeSet<>();
            NumberSet.Range[] ranges = new NumberSet.Range[random.nextInt(6)];
            for (int r = 0; r < ranges.length; r++) {
                long from = 1 + random.nextInt(20);
                ranges[r] = new NumberSet.Range(from, from + random.nextInt(4));
                for (long n = from; n <= ranges[r].to(); n++) {
                    numbers.add(n);
                }
            }
            NumberSet set = new NumberSet(Arrays.asList(ranges));
            assertEquals(numbers.size(), set.count());
            for (long n = 0; n < 26; n++) {
                assertEquals(numbers.contains(n), set.contains(n));
            }
            assertEquals(set, NumberSet.ofSorted(numbers.stream().mapToLong(n -> n).toArray()));
            assertEquals(numbers.isEmpty(), set.isEmpty());
        }
    }

    @Test
    void numberSetsAreWrittenShort() {
        assertEquals("1:4,7", NumberSet.ofSorted(new long[] {1, 2, 2, 3, 4, 7}).toString());
        assertEquals("", NumberSet.EMPTY.toString());
        assertEquals("4294967295", NumberSet.of(4294967295L).toString());
        assertEquals(NumberSet.range(1, Long.MAX_VALUE), new NumberSet(List.of(new NumberSet.Range(5, Long.MAX_VALUE),
                new NumberSet.Range(1, 4), new NumberSet.Range(9, Long.MAX_VALUE))));
        assertThrows(IllegalArgumentException.class, () -> NumberSet.range(2, 1));
    }

    @Test
    void flagsCompareWithoutCase() {
        Flags one = Flags.of(List.of("\\seen", "\\DELETED", "$Junk", "\\Recent", "\\Unknown", "work"));
        Flags two = new Flags(Flags.DELETED | Flags.SEEN, Set.of("WORK", "$junk"));
        assertEquals(one, two);
        assertEquals(one.hashCode(), two.hashCode());
        assertEquals(List.of("\\Seen", "\\Deleted", "$Junk", "work"), one.names());
        assertEquals(Flags.NONE, one.minus(two));
        assertEquals(Flags.NONE.hashCode(), one.minus(two).hashCode());
        assertEquals(one, Flags.NONE.plus(two).plus(one));
        assertTrue(one.has(Flags.SEEN));
        assertFalse(one.has(Flags.DRAFT));
        assertNotEquals(one, one.plus(new Flags(0, Set.of("more"))));
    }

    @Test
    void flagsCannotBeChangedFromOutside() {
        Set<String> mine = new HashSet<>();
        Flags flags = new Flags(0, mine);
        mine.add("later");
        assertEquals(Set.of(), flags.keywords());
        assertThrows(UnsupportedOperationException.class, () -> Flags.NONE.plus(Flags.NONE).keywords().add("x"));
    }

    @Test
    void messageIdsGrowAndReadBack() {
        long last = 0;
        for (int i = 0; i < 100_000; i++) {
            MessageId id = MessageId.next();
            assertTrue(id.value() > last);
            last = id.value();
            assertEquals(13, id.toString().length());
            assertEquals(Optional.of(id), MessageId.parse(id.toString()));
            assertEquals(Optional.of(id), MessageId.parse(id.toString().toUpperCase()));
        }
        MessageId highest = new MessageId(Long.MAX_VALUE);
        assertEquals(Optional.of(highest), MessageId.parse(highest.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "000000000000", "00000000000000", "000000000000u", "000000000000-", "8000000000000",
        "g000000000001", "000000000000\u0660"})
    void whatIsNoMessageId(String text) {
        assertEquals(Optional.empty(), MessageId.parse(text));
    }

    @Test
    void aStatusIsOneLine() {
        Status status = new Status(550, "5.1.1", "no\r\nsuch");
        assertEquals("550 5.1.1 no  such", status.toString());
        assertTrue(status.isPermanent() && !status.isTransient() && !status.isSuccess());
        assertTrue(new Status(451, "4.0.0", "").isTransient());
        assertThrows(IllegalArgumentException.class, () -> new Status(600, "5.0.0", ""));
    }

    @Test
    void silenceMeansThatAFailureIsTold() {
        Address address = Address.of("a@b.test");
        assertTrue(Recipient.of(address).wantsFailure());
        assertFalse(new Recipient(address, EnumSet.of(Recipient.Notify.NEVER), Optional.empty()).wantsFailure());
        EnumSet<Recipient.Notify> mine = EnumSet.of(Recipient.Notify.FAILURE);
        Recipient recipient = new Recipient(address, mine, Optional.empty());
        mine.clear();
        assertTrue(recipient.wantsFailure());
        assertEquals(List.of(recipient), Envelope.of(Optional.empty(), List.of()).with(recipient).recipients());
    }
}
