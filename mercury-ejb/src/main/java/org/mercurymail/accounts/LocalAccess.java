package org.mercurymail.accounts;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.mercurymail.config.Settings;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;

/**
 * Lets the command line in without a password, for whoever may read the data directory: DATA/admin-token holds where
 * REST is and an application password that administers, the only such one, made at a start when there is none that works.
 * Mode 600; revoked like every application password. A server whose directory cannot be written still starts.
 */
@Singleton
@Startup
@DependsOn("FirstStart")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LocalAccess {

    /** The command line reads it: {@code org.mercurymail.command.Access}. */
    static final String TOKEN = "admin-token";

    private static final System.Logger LOG = System.getLogger(LocalAccess.class.getName());
    private static final String LABEL = "command line on ";

    private Settings settings;
    private AccountService accounts;
    private ApplicationPasswords passwords;
    private Logins logins;

    /** For the container. */
    public LocalAccess() { }

    @Inject
    LocalAccess(Settings settings, AccountService accounts, ApplicationPasswords passwords, Logins logins) {
        this.settings = settings;
        this.accounts = accounts;
        this.passwords = passwords;
        this.logins = logins;
    }

    @PostConstruct
    void start() {
        Path file = settings.data().resolve(TOKEN);
        try {
            Properties token = read(file);
            if (!opens(token)) {
                renew(token);
            }
            token.setProperty("api", "http://" + reachable() + "/api/v1"); // ports change
            write(file, token);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "event=admin-token-not-made file={0} reason=\"{1}\"", file, e.getMessage());
        }
    }

    private boolean opens(Properties token) {
        String user = token.getProperty("user", "");
        String password = token.getProperty("password", "");
        return !user.isEmpty() && !password.isEmpty()
                && logins.login(new Credentials(user, password, "TOKEN"), InetAddress.getLoopbackAddress())
                instanceof Login.Granted granted && accounts.actor(granted, Actor.Via.CLI).filter(Actor::isAdmin)
                .isPresent();
    }

    private void renew(Properties token) {
        Optional<Account> admin = administrator();
        if (admin.isEmpty()) {
            throw new IllegalStateException("there is no administrator");
        }
        long account = admin.get().id();
        String label = LABEL + settings.hostname();
        passwords.of(Actor.mercury(), account).stream().filter(known -> known.label().equals(label)).forEach(known ->
                passwords.revoke(Actor.mercury(), account, known.id()));
        token.setProperty("user", admin.get().address().toString());
        token.setProperty("password", passwords.makeAdministering(account, label).secret());
    }

    /** The oldest that is open. */
    private Optional<Account> administrator() {
        long after = 0;
        while (true) {
            List<Account> some = accounts.accounts(after, 1000);
            Optional<Account> admin = some.stream().filter(one -> one.active() && one.isAdmin()).findFirst();
            if (admin.isPresent() || some.isEmpty()) {
                return admin;
            }
            after = some.get(some.size() - 1).id();
        }
    }

    private String reachable() {
        String host = settings.http().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return (any ? "127.0.0.1" : shown) + ":" + settings.http().port();
    }

    private static Properties read(Path file) throws IOException {
        Properties token = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                token.load(reader);
            }
        }
        return token;
    }

    /** Whole or not at all, and never readable by others. */
    private static void write(Path file, Properties token) throws IOException {
        StringWriter text = new StringWriter();
        token.store(text, "For ./mercury on this machine; whoever reads it is an administrator");
        Path fresh = Files.createTempFile(file.getParent(), TOKEN, ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text.toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
