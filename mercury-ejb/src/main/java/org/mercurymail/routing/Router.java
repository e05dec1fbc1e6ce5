package org.mercurymail.routing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Status;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Devices;
import org.mercurymail.store.Resolution;

/**
 * Says where an address leads, and whose it is. Asks the store, in one query, and believes a good answer for two
 * seconds. Never delivers anything.
 */
@ApplicationScoped
public class Router {

    private static final Status UNKNOWN = new Status(550, "5.1.1", "No such user here");
    private static final Status CLOSED = new Status(550, "5.2.1", "This mailbox is closed");
    private static final Status FULL = new Status(452, "4.2.2", "The mailbox is full; try again later");

    private final RecentAnswers recent = new RecentAnswers();
    private Accounts accounts;
    private Devices devices;

    /** For the container's proxy. */
    protected Router() { }

    @Inject
    public Router(Accounts accounts, Devices devices) {
        this.accounts = accounts;
        this.devices = devices;
    }

    /** One step from the address. */
    public Destination route(Address address) {
        Optional<Resolution> resolved = resolve(address);
        if (resolved.isEmpty()) {
            return new Destination.Remote(address.domain());
        }
        if (resolved.get() instanceof Resolution.ToAccount found) {
            return toAccount(found.account());
        }
        if (resolved.get() instanceof Resolution.ToTargets alias) {
            return new Destination.Alias(addresses(alias.targets()));
        }
        return new Destination.Refuse(UNKNOWN);
    }

    /** Where all these recipients lead in the end: each mailbox and each foreign address once. */
    public Spread spread(List<Recipient> recipients) {
        return new Spreading(this::route).of(recipients);
    }

    /**
     * Whether the account may put this address into MAIL FROM: its own, with or without detail and in any name of its
     * domain; an alias that leads to it; the domain's unknown addresses, when it catches them all. An administrator
     * may use every address of our domains, a device what is on its list. The empty path is that of every account that
     * is open, but not of a device: nobody reads what it reports.
     */
    public boolean maySendAs(long account, Optional<Address> sender) {
        Optional<AccountRow> row = accounts.account(account).filter(AccountRow::active);
        if (row.isEmpty()) {
            return false;
        }
        if (row.get().isDevice()) {
            return sender.isPresent() && devices.device(account)
                    .filter(device -> device.senders().contains(sender.get().key())).isPresent();
        }
        return sender.isEmpty() || isOf(row.get(), sender.get());
    }

    /** Whether the address is of one of our domains, given to somebody or not. */
    public boolean isOurs(Address address) {
        return resolve(address).isPresent();
    }

    private boolean isOf(AccountRow account, Address sender) {
        Optional<Resolution> resolved = resolve(sender);
        if (resolved.isEmpty()) {
            return false;
        }
        if (account.roles().contains(Account.ADMIN) || isAccount(resolved.get(), account.id())) {
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

    private Destination toAccount(AccountRow account) {
        if (!account.active()) {
            return new Destination.Refuse(CLOSED);
        }
        boolean full = account.quotaBytes() > 0 && accounts.usedBytes(account.id()) >= account.quotaBytes();
        return full ? new Destination.Refuse(FULL) : new Destination.Local(account.id(), account.inbox());
    }

    private Optional<Resolution> resolve(Address address) {
        Optional<Resolution> known = recent.get(address.key(), System.nanoTime());
        if (known.isPresent()) {
            return known;
        }
        Optional<Resolution> asked =
                accounts.resolve(address.localPart().toLowerCase(Locale.ROOT), address.domain().name());
        asked.ifPresent(resolution -> recent.put(address.key(), resolution, System.nanoTime()));
        return asked;
    }

    private static List<Address> addresses(List<String> texts) {
        return texts.stream().flatMap(text -> Address.parse(text).stream()).toList();
    }
}
