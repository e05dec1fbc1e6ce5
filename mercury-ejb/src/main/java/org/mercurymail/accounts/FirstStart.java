package org.mercurymail.accounts;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.config.Listener;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Resolution;

/**
 * Makes an empty database usable: the first domain, its postmaster and an administrator, and says once what it made;
 * what is there already is left alone, and what a killed start left out is made by the next. The first question here
 * also brings the database up, so that a wrong setting stops the start and not the first client. Defines the data
 * source, under one name in both assemblies; its transactions are the store's own.
 */
@DataSourceDefinition(name = "java:app/jdbc/mercury", className = "org.mercurymail.store.MercuryDataSource",
    transactional = false, initialPoolSize = 0, minPoolSize = 2, maxPoolSize = 64, maxIdleTime = 300, properties = {
        "url=${MPCONFIG=mercury.db.url:}", "user=${MPCONFIG=mercury.db.user:}",
        "password=${MPCONFIG=mercury.db.password:}", "port=${MPCONFIG=mercury.db.port}",
        "data=${MPCONFIG=mercury.data}"})
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FirstStart {

    private static final System.Logger LOG = System.getLogger(FirstStart.class.getName());
    private static final String DEV_PASSWORD = "secret";
    private static final int DEV_USERS = 8;

    private Settings settings;
    private Accounts store;
    private DomainService domains;
    private AccountService accounts;
    private AliasService aliases;
    private Passwords passwords;

    /** For the container. */
    public FirstStart() { }

    @Inject
    FirstStart(Settings settings, Accounts store, DomainService domains, AccountService accounts,
            AliasService aliases, Passwords passwords) {
        this.settings = settings;
        this.store = store;
        this.domains = domains;
        this.accounts = accounts;
        this.aliases = aliases;
        this.passwords = passwords;
    }

    @PostConstruct
    void start() {
        List<String> told = settings.dev() ? developersFirm() : firm();
        if (!told.isEmpty()) {
            told.add("  ports     " + String.join(", ", ports()));
            told.add("  web       http://" + settings.http() + "/");
            System.out.println(String.join(System.lineSeparator(), told));
            LOG.log(Level.INFO, "event=first-start domain={0}", settings.firstDomain());
        }
    }

    /** Returns once the start has done its work: the container makes every caller wait for that. */
    @Lock(LockType.READ)
    public void await() { }

    private List<String> firm() {
        if (!accounts.accounts(0, 1).isEmpty()) {
            return List.of();
        }
        String password = passwords.invented();
        Address admin = new Address(settings.firstAccount(), settings.firstDomain());
        Path file = settings.data().resolve("first-password");
        write(file, admin + " " + password + System.lineSeparator()); // first: an account without it is of no use
        make(List.of(admin), password);
        return new ArrayList<>(List.of("Mercury starts for the first time and has made:",
                "  domain    " + settings.firstDomain(), "  account   " + admin,
                "  password  " + password + "   (also in " + file + "; change it, then delete the file)"));
    }

    private List<String> developersFirm() {
        List<Address> all = new ArrayList<>(List.of(new Address("admin", settings.firstDomain())));
        for (int i = 1; i <= DEV_USERS; i++) {
            all.add(new Address("u" + i, settings.firstDomain()));
        }
        return make(all, DEV_PASSWORD) ? new ArrayList<>(List.of("Mercury starts for a developer and has made:",
                "  domain    " + settings.firstDomain(), "  accounts  admin, u1 to u" + DEV_USERS,
                "  password  " + DEV_PASSWORD)) : List.of();
    }

    /**
     * Makes what is not there yet; true when an account was made. The first address is the administrator's, who is
     * also postmaster (RFC 5321 §4.5.1).
     */
    private boolean make(List<Address> addresses, String password) {
        String domain = settings.firstDomain().name();
        if (store.domain(domain).isEmpty()) {
            domains.add(Actor.mercury(), domain, Optional.empty(), Optional.empty());
        }
        boolean made = false;
        for (Address address : addresses) {
            if (accounts.account(address).isEmpty()) {
                boolean admin = address.equals(addresses.get(0));
                accounts.add(Actor.mercury(), new NewAccount(address.toString(), address.localPart(),
                        admin ? Set.of(Account.ADMIN) : Set.of(), password, 0));
                made = true;
            }
        }
        if (store.resolve("postmaster", domain).filter(Resolution.Unknown.class::isInstance).isPresent()) {
            aliases.add(Actor.mercury(), "postmaster@" + domain, List.of(addresses.get(0).toString()));
        }
        return made;
    }

    private List<String> ports() {
        List<String> ports = new ArrayList<>();
        for (Listener listener : settings.smtpListeners()) {
            ports.add(listener.toString());
        }
        for (Listener listener : settings.mailboxListeners()) {
            ports.add(listener.toString());
        }
        return ports;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
