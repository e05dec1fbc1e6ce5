package org.mercurymail.store;

import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The store on a real embedded PostgreSQL without a container: one server for the test JVM, below {@code target}.
 * Stands in for the container where it pools connections, nowhere else.
 */
final class TestStore {

    private static final AtomicLong NAMES = new AtomicLong();
    private static TestStore store;

    final MercuryDataSource dataSource = new MercuryDataSource();
    final Transactions transactions;
    final Accounts accounts;
    final Domains domains;
    final Aliases aliases;
    final Lists lists;
    final Members members;
    final Credentials credentials;
    final Devices devices;
    final LoginPlaces loginPlaces;
    final Audit audit;
    final Mailboxes mailboxes;
    final Annotations annotations;
    final Bodies bodies;
    final Grants grants;
    final Expunged expunged;
    final Queue queue;
    final WaitingRecipients waitingRecipients;
    final Ledger ledger;
    final GroupWriter writer;
    final SubmittedKeys submittedKeys;
    final Collectors collectors;
    final Strangers strangers;
    final HandedOver handedOver;
    final Outcomes outcomes;
    final Texts texts;

    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    private TestStore(Path data) {
        remove(data);
        dataSource.setData(data.toString());
        transactions = new Transactions(pooled(), Persistence.createEntityManagerFactory("mercury", Map.of(
                "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource", "",
                "jakarta.persistence.nonJtaDataSource", dataSource)));
        mailboxes = new Mailboxes(transactions);
        annotations = new Annotations(transactions);
        bodies = new Bodies(transactions);
        grants = new Grants(transactions);
        expunged = new Expunged(transactions);
        queue = new Queue(transactions);
        waitingRecipients = new WaitingRecipients(transactions);
        ledger = new Ledger(transactions);
        writer = new GroupWriter(transactions);
        submittedKeys = new SubmittedKeys(transactions);
        collectors = new Collectors(transactions);
        strangers = new Strangers(transactions);
        handedOver = new HandedOver(transactions);
        outcomes = new Outcomes(transactions);
        texts = new Texts(transactions);
        accounts = new Accounts(transactions);
        domains = new Domains(transactions);
        aliases = new Aliases(transactions);
        lists = new Lists(transactions);
        members = new Members(transactions);
        credentials = new Credentials(transactions);
        devices = new Devices(transactions);
        loginPlaces = new LoginPlaces(transactions);
        audit = new Audit(transactions);
    }

    static synchronized TestStore get() {
        if (store == null) {
            store = new TestStore(Path.of("target/store-test").toAbsolutePath());
        }
        return store;
    }

    /** A new account in a new domain. */
    AccountRow newAccount() {
        String domain = newDomain();
        return accounts.addAccount(Doer.MERCURY, domain, "u", "U", Set.of("user"), "hash", 0);
    }

    String newDomain() {
        String name = "d" + NAMES.incrementAndGet() + ".test";
        domains.add(Doer.MERCURY, name, Optional.empty(), Optional.empty());
        return name;
    }

    String password() {
        try {
            return Files.readString(Path.of("target/store-test/postgresql.password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One number a query answers. */
    long number(String sql) {
        return transactions.sql(c -> {
            try (var s = c.createStatement(); var row = s.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /** Connections that go back to the others when they are closed. */
    private DataSource pooled() {
        return (DataSource) Proxy.newProxyInstance(TestStore.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (proxy, method, args) -> {
                    Connection real = idle.poll();
                    return returning(real == null ? dataSource.getConnection() : real);
                });
    }

    private Connection returning(Connection real) {
        return (Connection) Proxy.newProxyInstance(TestStore.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        idle.push(real);
                        return null;
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
