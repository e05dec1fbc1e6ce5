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
import org.mercurymail.port.BearerToken;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramProof;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.sasl.ScramKeys;
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
    private final VerifiedSecrets proven = new VerifiedSecrets(CAPACITY); // by their numbers: SCRAM tells no secret
    private Accounts accounts;
    private org.mercurymail.store.Credentials hashes;
    private Devices devices;
    private Passwords passwords;
    private Clock clock;
    private Throttle names;
    private Throttle addresses;
    private Optional<Tokens> tokens;
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
        this.tokens = settings.issuer().map(issuer -> new Tokens(issuer, clock));
        this.nobodysHash = passwords.hash(passwords.invented());
    }

    /**
     * For whoever has a mailbox.
     *
     * @param from where the client connects from
     */
    public Login login(Evidence evidence, InetAddress from) {
        return login(evidence, from, row -> !row.isDevice());
    }

    /** For whoever may send: devices too, from the networks they may come from. */
    public Login loginToSend(Evidence evidence, InetAddress from) {
        return login(evidence, from, row -> !row.isDevice() || isWithin(row, from));
    }

    /** What SCRAM begins with for that login, whether there is such an account or not; empty while the store is away. */
    public Optional<ScramSalt> salt(String user) {
        try {
            return Optional.of(passwords.salt(canonical(user).map(AccountService::key).orElse(user)));
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=login-unavailable reason=store user={0}", shown(user));
            return Optional.empty();
        }
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

    private Login login(Evidence evidence, InetAddress from, Predicate<AccountRow> may) {
        if (evidence.user().length() > MAX_NAME || evidence instanceof Credentials credentials && !isSane(credentials)) {
            return new Login.Denied();
        }
        try {
            if (evidence instanceof ScramProof proof) {
                return checked(proof, from, may);
            }
            return evidence instanceof Credentials credentials ? checked(credentials, from, may)
                    : checked((BearerToken) evidence, from);
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "event=login-unavailable reason=store user={0}", shown(evidence.user()));
            return new Login.Unavailable();
        } catch (Tokens.Away e) {
            return new Login.Unavailable();
        } catch (Passwords.Busy e) {
            LOG.log(Level.WARNING, "event=login-unavailable reason=busy user={0}", shown(evidence.user()));
            return new Login.Unavailable();
        }
    }

    private static boolean isSane(Credentials credentials) {
        return !credentials.secret().isEmpty()
                && credentials.secret().getBytes(StandardCharsets.UTF_8).length <= Passwords.MAX_LENGTH;
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
        if (!pause(credentials.user(), from).isZero()) {
            return throttled(credentials, from);
        }
        Optional<CredentialRow> match = match(account, credentials.secret());
        if (match.isEmpty()) {
            return denied(credentials, from);
        }
        succeeded(credentials, from, match.get());
        verified.add(match.get(), credentials.secret(), clock.instant(), moment);
        complete(match.get(), credentials.secret(), account.orElseThrow());
        return granted(account.orElseThrow(), match.get());
    }

    /** A proof by any secret of the account will do: all of them share its salt. */
    private Login checked(ScramProof proof, InetAddress from, Predicate<AccountRow> may) {
        long moment = proven.moment();
        Optional<AccountRow> account = find(proof.user()).filter(AccountRow::active).filter(may);
        List<CredentialRow> all = hashes.of(account.map(AccountRow::id).orElse(0L)); // asked for nobody as well
        Optional<CredentialRow> match = all.stream().filter(row -> Passwords.scram(row.hash())
                .filter(keys -> keys.isProvenBy(proof.proof(), proof.authMessage())).isPresent()).findFirst();
        boolean recent = match.flatMap(row -> proven.find(row.account(), "" + row.id(), clock.instant())).isPresent();
        if (!recent && !pause(proof.user(), from).isZero()) {
            return throttled(proof, from);
        }
        if (match.isEmpty()) {
            return denied(proof, from);
        }
        if (!recent) {
            succeeded(proof, from, match.get());
            proven.add(match.get(), "" + match.get().id(), clock.instant(), moment);
        }
        ScramKeys keys = Passwords.scram(match.get().hash()).orElseThrow();
        return new Login.Proven(granted(account.orElseThrow(), match.get()), keys.signature(proof.authMessage()));
    }

    /** The account that a token names, which is also the one the client asks for, if it does; devices have none. */
    private Login checked(BearerToken token, InetAddress from) throws Tokens.Away {
        if (!pause(token.user(), from).isZero()) {
            return throttled(token, from);
        }
        Optional<Address> named = tokens.isPresent() ? tokens.get().address(token.token()) : Optional.empty();
        Optional<AccountRow> account = named.flatMap(address -> find(address.toString()))
                .filter(row -> row.active() && !row.isDevice())
                .filter(row -> token.user().isEmpty() || find(token.user()).filter(row::equals).isPresent());
        return account.isPresent() ? granted(account.get()) : denied(token, from);
    }

    private Login throttled(Evidence evidence, InetAddress from) {
        LOG.log(Level.INFO, "event=login-throttled user={0} from={1}", shown(evidence.user()), network(from));
        return new Login.Unavailable();
    }

    private Login denied(Evidence evidence, InetAddress from) {
        if (!evidence.user().isEmpty()) {
            names.failed(evidence.user().toLowerCase(Locale.ROOT), clock.instant());
        }
        addresses.failed(network(from), clock.instant());
        LOG.log(Level.INFO, "event=login-denied user={0} from={1}", shown(evidence.user()), network(from));
        return new Login.Denied();
    }

    private void succeeded(Evidence evidence, InetAddress from, CredentialRow by) {
        names.succeeded(evidence.user().toLowerCase(Locale.ROOT));
        hashes.used(by.id(), clock.instant(), from.getHostAddress());
    }

    /** A secret from before SCRAM was here gets its keys now that we hear it; one from before it was off loses them. */
    private void complete(CredentialRow row, String secret, AccountRow account) {
        String completed = passwords.completed(row.hash(), secret, account.address());
        if (!completed.equals(row.hash())) {
            hashes.rehash(row.id(), row.hash(), completed);
        }
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
        return named(user).flatMap(address -> accounts.loggingIn(address.localPart(), address.domain().name()));
    }

    /** The one address that all names of a login stand for, whether somebody has it or not. */
    private Optional<Address> canonical(String user) {
        return named(user).map(address -> accounts.domain(address.domain().name()).flatMap(DomainRow::aliasOf)
                .map(real -> new Address(address.localPart(), new Domain(real))).orElse(address));
    }

    private Optional<Address> named(String user) {
        String lower = user.toLowerCase(Locale.ROOT);
        if (lower.indexOf('@') < 0) {
            return lower.isEmpty() || lower.chars().anyMatch(Character::isISOControl) ? Optional.empty()
                    : onlyDomain().map(domain -> new Address(lower, new Domain(domain)));
        }
        return Address.parse(lower);
    }

    private Optional<String> onlyDomain() {
        List<String> real = accounts.domains("", 100).stream().filter(domain -> domain.aliasOf().isEmpty())
                .map(DomainRow::name).limit(2).toList();
        return real.size() == 1 ? Optional.of(real.get(0)) : Optional.empty();
    }

    void forget(@Observes AccountChanged change) {
        verified.forget(change.account());
        proven.forget(change.account());
    }

    private static Login.Granted granted(AccountRow account, CredentialRow credential) {
        return new Login.Granted(account.id(), new Address(account.localPart(), new Domain(account.domain())),
                credential.id(), credential.isProgram());
    }

    /** By a token: good while the account is open, and with no more rights than a program. */
    private static Login.Granted granted(AccountRow account) {
        return new Login.Granted(account.id(), new Address(account.localPart(), new Domain(account.domain())), 0, true);
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
