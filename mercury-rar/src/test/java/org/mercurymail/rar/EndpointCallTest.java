package org.mercurymail.rar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each call is one delivery, paired whatever happens (Connectors 2.1 §13.5.6). */
class EndpointCallTest {

    interface Door {
        String ask(String what) throws IOException;

        int other();
    }

    private static final class Bean implements Door {
        @Override
        public String ask(String what) throws IOException {
            if (what.equals("io")) {
                throw new IOException("checked");
            }
            if (what.equals("bug")) {
                throw new IllegalArgumentException("unchecked");
            }
            return "answer " + what;
        }

        @Override
        public int other() {
            return 7;
        }
    }

    private final FakeContainer.Endpoints endpoints = new FakeContainer.Endpoints(new Bean());

    @Test
    void eachMethodIsADeliveryOfItsOwn() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            assertEquals("answer a", call.door().ask("a"));
            assertEquals(7, call.door().other());
        }
        assertEquals(List.of("beforeDelivery", "ask", "afterDelivery", "beforeDelivery", "other", "afterDelivery",
                "release"), endpoints.log);
    }

    @Test
    void aFailureComesAsItIsAndIsPaired() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            assertEquals("checked", assertThrows(IOException.class, () -> call.door().ask("io")).getMessage());
            assertThrows(IllegalArgumentException.class, () -> call.door().ask("bug"));
            assertEquals("answer b", call.door().ask("b"), "and the endpoint is as good as before");
        }
        assertEquals(3, endpoints.log.stream().filter("beforeDelivery"::equals).count());
        assertEquals(3, endpoints.log.stream().filter("afterDelivery"::equals).count());
    }

    @Test
    void nobodyHearsAnAnswerThatWasRolledBack() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            endpoints.failsAfter = true;
            assertThrows(IllegalStateException.class, () -> call.door().ask("a"));
        }
    }

    @Test
    void aRollbackDoesNotHideTheFailureBeforeIt() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            endpoints.failsAfter = true;
            IOException failure = assertThrows(IOException.class, () -> call.door().ask("io"));
            assertEquals("cannot commit", failure.getSuppressed()[0].getMessage());
        }
    }

    @Test
    void whatDidNotBeginIsNotCalled() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            endpoints.failsBefore = true;
            assertThrows(IllegalStateException.class, () -> call.door().ask("a"));
        }
        assertEquals(List.of("beforeDelivery", "release"), endpoints.log);
    }

    @Test
    void theDoorIsAnObjectToo() throws Exception {
        try (EndpointCall<Door> call = new EndpointCall<>(endpoints, Door.class)) {
            Door door = call.door();
            assertEquals(door, call.door());
            assertEquals(door.hashCode(), call.door().hashCode());
            assertNotEquals(door, "something else");
        }
    }
}
