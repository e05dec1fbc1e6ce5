package org.mercurymail.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.config.TestSettings;
import org.mercurymail.intake.TestServer;
import org.mercurymail.lists.ListPatch;
import org.mercurymail.lists.ListService;
import org.mercurymail.lists.NewList;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mailbox.TextSearch;
import org.mercurymail.outbound.QueueService;
import org.mercurymail.store.Facts;
import org.mercurymail.store.StoreForTests;

/** The table of rights, made from the code and compared with its page; and every call of every service tried. */
class RightTest {

    private static final Path PAGE = Path.of("../docs/permissions.md");
    private static final long OWN = 7;
    private static final long OTHER = 8;
    private static final Actor ACCOUNT = new Actor(Actor.Kind.ACCOUNT, OWN, "u@firm.test", Actor.Via.REST);
    private static final Actor ADMIN = new Actor(Actor.Kind.ADMIN, 1, "admin@firm.test", Actor.Via.REST);
    private static final Actor PROGRAM = new Actor(Actor.Kind.PROGRAM, OWN, "u@firm.test", Actor.Via.REST);
    private static final String DOMAIN = "elsewhere.test";
    private static final Actor DOMAIN_ADMIN =
            new Actor(Actor.Kind.ACCOUNT, OWN, "u@firm.test", Actor.Via.REST, Set.of(DOMAIN));
    private static final Actor STRANGER = Actor.stranger(Actor.Via.REST);

    private final DirectoryForTests directory =
            new DirectoryForTests(StoreForTests.get(), TestSettings.of(), change -> { });

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Permissions

                Made from `Right` by `RightTest`; change that, not this page. Services ask before they do anything, for
                web, REST and command line alike. Mercury itself may everything. A program is who logged in with an
                application password, be it an administrator's; only that of `./mercury` administers.

                An administrator of a domain (role `admin:firm.test`) may what the third column says where it concerns
                that domain: its accounts, aliases, lists and application passwords, in web, REST and on the command
                line. Nothing of another domain, and nothing of an account that may more than he: an administrator's, or
                one that administers another domain, too. He gives and takes no roles, and changes of a domain
                nothing but its catch-all account, which must be of a domain of his: not its limits.

                | call | administrator | of its domain | account, its own | its program | account, another's | stranger |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (Right right : Right.values()) {
            page.append("| ").append(right.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            for (boolean given : new boolean[] {right.isGiven(ADMIN, OTHER),
                right.isGiven(DOMAIN_ADMIN, OTHER, DOMAIN), right.isGiven(ACCOUNT, OWN),
                right.isGiven(PROGRAM, OWN), right.isGiven(ACCOUNT, OTHER), right.isGiven(STRANGER, 0)}) {
                page.append(given ? " | yes" : " | no");
            }
            page.append(" |\n");
        }
        if ("write".equals(System.getProperty("mercury-docs"))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page.toString(), Files.readString(PAGE));
    }

    @Test
    void nobodyGetsAnythingFromAStranger() {
        for (Right right : Right.values()) {
            for (long concerned : new long[] {0, OWN, OTHER}) {
                assertEquals(false, right.isGiven(STRANGER, concerned), right.name());
                assertEquals(true, right.isGiven(Actor.mercury(), concerned), right.name());
            }
            assertEquals(false, right.isGiven(ACCOUNT, OTHER), right.name());
            assertEquals(false, right.isGiven(ACCOUNT, 0), right.name());
        }
    }

    @Test
    void aProgramMayNothingThatItsAccountMayNotAndNothingOfAnothers() {
        for (Right right : Right.values()) {
            assertEquals(false, right.isGiven(PROGRAM, OTHER), right.name());
            assertEquals(false, right.isGiven(PROGRAM, 0), right.name());
            assertEquals(false, right.isGiven(PROGRAM, OWN) && !right.isGiven(ACCOUNT, OWN), right.name());
            Forbidden refusal = assertThrows(Forbidden.class, () -> right.require(PROGRAM, OTHER));
            assertEquals(Refusal.APPLICATION_PASSWORD, refusal.code());
        }
        assertEquals(Refusal.NOT_ALLOWED, assertThrows(Forbidden.class, () ->
                Right.SEE_ACCOUNT.require(ACCOUNT, OTHER)).code());
    }

    @Test
    void anAdministratorOfADomainMayNothingThatAnAdministratorMayNotAndNothingOfOtherDomains() {
        for (Right right : Right.values()) {
            assertEquals(right.isGiven(ACCOUNT, OWN), right.isGiven(DOMAIN_ADMIN, OWN, "firm.test"), right.name());
            assertEquals(false, right.isGiven(DOMAIN_ADMIN, OTHER, "firm.test"), right.name());
            assertEquals(false, right.isGiven(DOMAIN_ADMIN, 0, ""), right.name());
            assertEquals(false, right.isGiven(ACCOUNT, OTHER, DOMAIN), right.name());
            assertEquals(false, right.isGiven(PROGRAM, OTHER, DOMAIN), right.name());
            assertEquals(false, right.isGiven(DOMAIN_ADMIN, OTHER, DOMAIN) && !right.isGiven(ADMIN, OTHER), right.name());
        }
        for (Right right : Set.of(Right.CHANGE_DOMAINS, Right.SEE_QUEUE, Right.CHANGE_QUEUE, Right.SEE_AUDIT,
                Right.SEE_DEVICES, Right.CHANGE_DEVICES, Right.SEE_COLLECTORS, Right.CHANGE_COLLECTORS,
                Right.TRACE_MESSAGE, Right.REBUILD_INDEX)) {
            assertEquals(false, right.isGiven(DOMAIN_ADMIN, OTHER, DOMAIN), right.name());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCallAboutAnotherDomainIsRefusedToAnAdministratorOfOne() {
        return calls(call -> {
            boolean own = call.method().getName().equals("changePassword")
                    || call.method().getName().equals("page") && (call.service() instanceof ListService
                    || call.service() instanceof DomainService);
            if (!own) { // which are about nobody but the actor
                assertThrows(Forbidden.class, () -> call.as(DOMAIN_ADMIN));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyCallIsRefusedToAStranger() {
        return calls(call -> assertThrows(Forbidden.class, () -> call.as(STRANGER)));
    }

    @TestFactory
    Stream<DynamicTest> everyCallAboutAnotherIsRefusedToAProgram() {
        return calls(call -> {
            if (!(call.service() instanceof ListService && call.method().getName().equals("page"))) { // of its own
                assertThrows(Forbidden.class, () -> call.as(PROGRAM));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyCallAboutAnotherIsRefusedToAnAccount() {
        return calls(call -> {
            boolean own = call.method().getName().equals("changePassword")
                    || call.service() instanceof ListService && call.method().getName().equals("page");
            if (!own) { // which are about nobody but the actor
                assertThrows(Forbidden.class, () -> call.as(ACCOUNT));
            }
        });
    }

    private Object[] services() {
        return new Object[] {directory.accounts, directory.domains, directory.aliases, directory.devices,
            directory.applicationPasswords, directory.audit, new TestServer().lists.service,
            new QueueService(StoreForTests.get().waitingRecipients(), (message, priority, domain) -> { }, null),
            new TextSearch(StoreForTests.get().texts())};
    }

    private Stream<DynamicTest> calls(Consumer<Call> test) {
        return Arrays.stream(services()).flatMap(service -> methods(service.getClass())
                .map(method -> DynamicTest.dynamicTest(service.getClass().getSimpleName() + "." + method.getName(),
                        () -> test.accept(new Call(service, method)))));
    }

    private static Stream<Method> methods(Class<?> service) {
        return Arrays.stream(service.getDeclaredMethods()).filter(m -> Modifier.isPublic(m.getModifiers()))
                .filter(m -> m.getParameterCount() > 0 && m.getParameterTypes()[0] == Actor.class)
                .filter(m -> !(service == AuditLog.class && m.getName().equals("note"))); // for services that asked
    }

    /** One method, called with arguments that are good, about an account that is not the actor's. */
    private record Call(Object service, Method method) {

        Object as(Actor actor) throws Throwable {
            Object[] arguments = Arrays.stream(method.getParameterTypes()).map(type -> argument(type, actor)).toArray();
            try {
                return method.invoke(service, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object argument(Class<?> type, Actor actor) {
            return Stream.of(actor, OTHER, 10, true, new MessageId(OTHER), QueueService.Place.START, "other@firm.test", Optional.empty(), List.of("other@firm.test"),
                            Address.of("other@firm.test"), AccountPatch.NONE.withDisplayName("Other"), Facts.NOTHING,
                            new NewAccount("other@firm.test", "", Set.of(), "long enough", 0),
                            NewList.of("other@firm.test", "anyone", List.of()),
                            new ListPatch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                                    Optional.empty(), Optional.empty(), Optional.empty()), new ByteArrayInputStream(new byte[0]),
                            new NewDevice("other@firm.test", "", List.of("a@firm.test"), List.of()),
                            new HostedDomain.Limits(0, 0, 0, 0))
                    .filter(value -> boxed(type).isInstance(value)).findFirst().orElseThrow();
        }

        private static Class<?> boxed(Class<?> type) {
            return type == long.class ? Long.class : type == int.class ? Integer.class
                    : type == boolean.class ? Boolean.class : type;
        }
    }
}
