package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Network;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Login;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.CredentialRow;
import org.mercurymail.store.DeviceRow;
import org.mercurymail.store.Devices;
import org.mercurymail.store.DomainRow;
import org.mercurymail.store.StoreUnavailable;

/**
 * The one login, for SMTP, POP3, IMAP, web and REST alike. The name is the account's address, in any of its domain's
 * names, or the bare local part while there is only one domain. Neither the answer nor its timing tells whether an
 * account exists. Failures slow down their network address and the name they tried; a secret that was verified minutes
 * ago passes at once, so that guessing at a name does not lock its owner out. Knows which logins are still good. Never
 * logs a secret.
 */
@ApplicationScoped
public class Logins {

    private static final System.Logger LOG = System.getLogger(Logins.class.getName());
    private static final int MAX_NAME = 320; // RFC 5321 §4.5.3.1: 64 + @ + 255
    private static final int CAPACITY = 20_000;

    private final VerifiedSecrets verified = new VerifiedSecrets(CAPACITY);
    private Accounts accounts;
    private org.mercurymail.store.Credentials hashes;
    private Devices devices;
    private Passwords passwords;
    private Clock clock;
    private Throttle names;
    private Throttle addresses;
    private String nobodysHash;

    /** For the container's proxy. */
    protected Logins() { }

    @Inject
    public Logins(Accounts accounts, org.mercurymail.store.Credentials hashes, Devices devices, Passwords passwords,
            Settings settings) {
        this(accounts, hashes, devices, passwords, settings, Clock.systemUTC());
    }

    Logins(Accounts accounts, org.mercurymail.store.Credentials hashes, Devices devices, Passwords passwords,
            Settings settings, Clock clock) {
        this.accounts = accounts;
        this.hashes = hashes;
        this.devices = devices;
        this.passwords = passwords;
        this.clock = clock;
        this.names = new Throttle(settings.loginFailuresByName(), CAPACITY);
        this.addresses = new Throttle(settings.loginFailuresByAddress(), CAPACITY);
        this.nobodysHash = passwords.hash(passwords.invented());
    }

    /**
     * For whoever has a mailbox.
     *
     * @param from where the client connects from
     */
    public Login login(Credentials credentials, InetAddress from) {
        return login(credentials, from, row -> !row.isDevice());
    }

    /** For whoever may send: devices too, from the networks they may come from. */
    public Login loginToSend(Credentials credentials, InetAddress from) {
        return login(credentials, from, row -> !row.isDevice() || isWithin(row, from));
    }

    /** How long such a login is not looked at, for too many failures; zero when it is. */
    public Duration pause(String user, InetAddress from) {
        Instant now = clock.instant();
        Duration byName = names.pause(user.toLowerCase(Locale.ROOT), now);
        Duration byAddress = addresses.pause(network(from), now);
        return byName.compareTo(byAddress) > 0 ? byName : byAddress;
    }

    /** Whether what a login was granted by still opens its account: it is open, and has the same secret. */
    public boolean opens(long account, long credential) {
        return accounts.openedBy(account, credential).isPresent();
    }

    private Login login(Credentials credentials, InetAddress from, Predicate<AccountRow> may) {
        if (credentials.user().length() > MAX_NAME || credentials.secret().isEmpty()
                || credentials.secret().getBytes(StandardCharsets.UTF_8).length > Passwords.MAX_LENGTH) {
            return new Login.Denied();
        }
        try {
            return checked(credentials, from, may);
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=login-unavailable reason=store user={0}", shown(credentials.user()));
            return new Login.Unavailable();
        } catch (Passwords.Busy e) {
            LOG.log(Level.WARNING, "event=login-unavailable reason=busy user={0}", shown(credentials.user()));
            return new Login.Unavailable();
        }
    }

    private Login checked(Credentials credentials, InetAddress from, Predicate<AccountRow> may)
            throws Passwords.Busy {
        Instant now = clock.instant();
        long moment = verified.moment();
        Optional<AccountRow> account = find(credentials.user()).filter(may);
        Optional<CredentialRow> known = account.flatMap(row -> verified.find(row.id(), credentials.secret(), now));
        if (known.isPresent()) {
            return granted(account.orElseThrow(), known.get());
        }
        String name = credentials.user().toLowerCase(Locale.ROOT);
        String network = network(from);
        if (!pause(name, from).isZero()) {
            LOG.log(Level.INFO, "event=login-throttled user={0} from={1}", shown(name), network);
            return new Login.Unavailable();
        }
        Optional<CredentialRow> match = match(account, credentials.secret());
        if (match.isPresent()) {
            names.succeeded(name);
            hashes.used(match.get().id(), now, from.getHostAddress());
            verified.add(match.get(), credentials.secret(), clock.instant(), moment);
            return granted(account.orElseThrow(), match.get());
        }
        names.failed(name, clock.instant());
        addresses.failed(network, clock.instant());
        LOG.log(Level.INFO, "event=login-denied user={0} from={1}", shown(name), network);
        return new Login.Denied();
    }

    /** One hash is computed, whoever asks: that of the application password so begun, else of the own, else nobody's. */
    private Optional<CredentialRow> match(Optional<AccountRow> account, String secret) throws Passwords.Busy {
        List<CredentialRow> all = account.map(row -> hashes.of(row.id())).orElse(List.of());
        String hint = Passwords.hint(secret).orElse("");
        Optional<CredentialRow> candidate = all.stream().filter(row -> row.hint().equals(hint)).findFirst()
                .or(() -> all.stream().filter(row -> row.label().isEmpty()).findFirst());
        boolean matches = passwords.matches(secret, candidate.map(CredentialRow::hash).orElse(nobodysHash));
        return candidate.filter(row -> matches);
    }

    private boolean isWithin(AccountRow device, InetAddress from) {
        List<String> networks = devices.device(device.id()).map(DeviceRow::networks).orElse(List.of());
        return networks.isEmpty() || networks.stream().flatMap(text -> Network.parse(text).stream())
                .anyMatch(network -> network.contains(from));
    }

    private Optional<AccountRow> find(String user) {
        if (user.indexOf('@') < 0) {
            return onlyDomain().flatMap(domain -> accounts.loggingIn(user.toLowerCase(Locale.ROOT), domain));
        }
        return Address.parse(user).flatMap(address ->
                accounts.loggingIn(address.localPart().toLowerCase(Locale.ROOT), address.domain().name()));
    }

    private Optional<String> onlyDomain() {
        List<String> real = accounts.domains("", 100).stream().filter(domain -> domain.aliasOf().isEmpty())
                .map(DomainRow::name).limit(2).toList();
        return real.size() == 1 ? Optional.of(real.get(0)) : Optional.empty();
    }

    void forget(@Observes AccountChanged change) {
        verified.forget(change.account());
    }

    private static Login granted(AccountRow account, CredentialRow credential) {
        return new Login.Granted(account.id(), new Address(account.localPart(), new Domain(account.domain())),
                credential.id(), credential.isProgram());
    }

    /** An IPv6 client owns a whole /64. */
    private static String network(InetAddress from) {
        return from instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(from.getAddress(), 8)) + "/64" : from.getHostAddress();
    }

    /** What a stranger sent as a name, fit for one log line. */
    private static String shown(String user) {
        return user.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
