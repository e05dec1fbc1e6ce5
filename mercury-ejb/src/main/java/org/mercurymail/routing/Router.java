package org.mercurymail.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.config.Settings;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Devices;
import org.mercurymail.store.ListRow;
import org.mercurymail.store.Lists;
import org.mercurymail.store.Resolution;

/**
 * Says where an address leads, and whose it is. Asks the store, in one query, and believes a good answer for two
 * seconds. Never delivers anything.
 */
@ApplicationScoped
public class Router {

    private static final Status UNKNOWN = new Status(550, "5.1.1", "No such user here");
    private static final Status CLOSED = new Status(550, "5.2.1", "This mailbox is closed");
    private static final Status CLOSED_DOMAIN = new Status(550, "5.2.1", "This domain is closed");
    private static final Status NEVER_FITS = new Status(552, "5.2.3", "The message is larger than the whole mailbox may be");
    private static final Status FULL = new Status(452, "4.2.2", "The mailbox is full; try again later");

    private final RecentAnswers recent = new RecentAnswers();
    private Accounts accounts;
    private Devices devices;
    private Lists lists;
    private Settings settings;

    /** For the container's proxy. */
    protected Router() { }

    @Inject
    public Router(Accounts accounts, Devices devices, Lists lists, Settings settings) {
        this.accounts = accounts;
        this.devices = devices;
        this.lists = lists;
        this.settings = settings;
    }

    /** One step from the address. */
    public Destination route(Address address) {
        return route(address, 0);
    }

    /** The same for a message of so many octets; 0 when nobody knows yet how many. */
    public Destination route(Address address, long size) {
        Optional<Resolution> resolved = resolve(address);
        if (resolved.isEmpty()) {
            return toOwnPostmaster(address).orElse(new Destination.Remote(address.domain()));
        }
        if (resolved.get() instanceof Resolution.ToAccount found) {
            return toAccount(found.account(), size);
        }
        if (resolved.get() instanceof Resolution.ToTargets alias) {
            return new Destination.Alias(addresses(alias.targets()));
        }
        if (resolved.get() instanceof Resolution.ToList list) {
            return toList(list);
        }
        return new Destination.Refuse(resolved.get() instanceof Resolution.Closed ? CLOSED_DOMAIN : UNKNOWN);
    }

    /** Where all these recipients lead in the end: each mailbox and each foreign address once. */
    public Spread spread(List<Recipient> recipients) {
        return spread(recipients, 0);
    }

    /** The same for a message of so many octets; 0 when nobody knows yet how many. */
    public Spread spread(List<Recipient> recipients, long size) {
        return new Spreading(address -> route(address, size)).of(recipients);
    }

    /** The same, where it is known already for some addresses, by their keys. */
    public Spread spread(List<Recipient> recipients, Map<String, Destination> known) {
        return new Spreading(address -> {
            Destination destination = known.get(address.key());
            return destination == null ? route(address) : destination;
        }).of(recipients);
    }

    /** The account behind an address of ours, by its primary address; not where another only catches it. */
    public Optional<Address> primary(Address address) {
        return resolve(address).filter(Resolution.ToAccount.class::isInstance).map(Resolution.ToAccount.class::cast)
                .filter(found -> !found.catchAll()).map(found -> Address.of(found.account().address()));
    }

    /**
     * Whether the account may put this address into MAIL FROM: its own, with or without detail and in any name of its
     * domain; an alias that leads to it; the domain's unknown addresses, when it catches them all. An administrator
     * in person may use every address of our domains, a device what is on its list. The empty path is that of every
     * account that is open, but not of a device: nobody reads what it reports.
     *
     * @param person the account's own password was given, not that of a program
     */
    public boolean maySendAs(long account, boolean person, Optional<Address> sender) {
        if (sender.isPresent() && isOwn(account, sender.get())) {
            return true;
        }
        Optional<AccountRow> row = accounts.openedBy(account, 0);
        if (row.isEmpty()) {
            return false;
        }
        if (row.get().isDevice()) {
            return sender.isPresent() && devices.device(account)
                    .filter(device -> device.senders().contains(sender.get().key())).isPresent();
        }
        return sender.isEmpty() || isOf(row.get(), person, sender.get());
    }

    /** The usual case, without a question where the address was asked for a moment ago. */
    private boolean isOwn(long account, Address sender) {
        return resolve(sender).filter(found -> isAccount(found, account)).map(Resolution.ToAccount.class::cast)
                .filter(found -> found.account().active() && !found.account().isDevice()).isPresent();
    }

    /** Whether the address is of one of our domains, given to somebody or not. */
    public boolean isOurs(Address address) {
        return resolve(address).isPresent();
    }

    private boolean isOf(AccountRow account, boolean person, Address sender) {
        Optional<Resolution> resolved = resolve(sender);
        if (resolved.isEmpty() || resolved.get() instanceof Resolution.Closed) {
            return false;
        }
        if (person && account.roles().contains(Account.ADMIN) || isAccount(resolved.get(), account.id())) {
            return true;
        }
        return resolved.get() instanceof Resolution.ToTargets alias && addresses(alias.targets()).stream()
                .flatMap(target -> resolve(target).stream()).anyMatch(target -> isAccount(target, account.id()));
    }

    public void forget(@Observes AddressesChanged change) {
        recent.clear();
    }

    public void forget(@Observes AccountChanged change) {
        recent.clear();
    }

    private static boolean isAccount(Resolution resolution, long account) {
        return resolution instanceof Resolution.ToAccount found && found.account().id() == account;
    }

    /** Postmaster without a domain reaches us as postmaster at our own name (RFC 5321 §4.5.1): the first domain's. */
    private Optional<Destination> toOwnPostmaster(Address address) {
        boolean own = address.key().equals("postmaster@" + settings.hostname());
        if (!own) {
            return Optional.empty();
        }
        return accounts.domains("", 1).stream().findFirst()
                .map(first -> new Destination.Alias(addresses(List.of("postmaster@" + first.name()))));
    }

    /** An open mailbox takes one message past its quota when nobody said before how large that is. */
    private Destination toAccount(AccountRow account, long size) {
        if (!account.active()) {
            return new Destination.Refuse(CLOSED);
        }
        long quota = account.quotaBytes() > 0 ? account.quotaBytes() : Long.MAX_VALUE;
        if (size > quota) {
            return new Destination.Refuse(NEVER_FITS);
        }
        boolean full = account.quotaBytes() > 0 && accounts.usedBytes(account.id()) + Math.max(size, 1) > quota;
        return full ? new Destination.Refuse(FULL) : new Destination.Local(account.id(), account.inbox());
    }

    private Destination toList(Resolution.ToList list) {
        Address address = Address.of(list.address());
        return switch (list.ending()) {
            case "" -> new Destination.List(list.list(), address, Destination.List.Role.POST, list.detail());
            case "-bounces" -> new Destination.List(list.list(), address, Destination.List.Role.BOUNCES, "");
            case "-subscribe" -> new Destination.List(list.list(), address, Destination.List.Role.SUBSCRIBE, "");
            case "-unsubscribe" -> new Destination.List(list.list(), address, Destination.List.Role.UNSUBSCRIBE, "");
            case "-confirm" -> new Destination.List(list.list(), address, Destination.List.Role.CONFIRM,
                    list.detail());
            default -> new Destination.Alias(owners(list, address)); // -owner
        };
    }

    /** A list without owners is its domain's postmaster's. */
    private List<Address> owners(Resolution.ToList list, Address address) {
        List<String> owners = lists.list(list.list()).map(ListRow::owners).orElse(List.of());
        return owners.isEmpty() ? List.of(new Address("postmaster", address.domain())) : addresses(owners);
    }

    private Optional<Resolution> resolve(Address address) {
        Optional<Resolution> known = recent.get(address.key(), System.nanoTime());
        String domain = address.domain().name();
        if (known.isPresent() || recent.isForeign(domain, System.nanoTime())) {
            return known;
        }
        Optional<Resolution> asked = accounts.resolve(address.localPart().toLowerCase(Locale.ROOT), domain);
        asked.ifPresentOrElse(resolution -> recent.put(address.key(), resolution, System.nanoTime()),
                () -> recent.putForeign(domain, System.nanoTime()));
        return asked;
    }

    private static List<Address> addresses(List<String> texts) {
        return texts.stream().flatMap(text -> Address.parse(text).stream()).toList();
    }
}
