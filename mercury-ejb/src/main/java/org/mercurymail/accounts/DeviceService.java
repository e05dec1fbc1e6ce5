package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Network;
import org.mercurymail.store.Accounts;
import org.mercurymail.store.Credentials;
import org.mercurymail.store.DeviceRow;
import org.mercurymail.store.Devices;
import org.mercurymail.store.TakenException;

/**
 * Logins of machines and programs that only send: no mailbox, a secret made by the server, a list of senders, and
 * perhaps the networks they come from. Every change is durable and noted when the method returns. Fields:
 * {@code address}, {@code displayName}, {@code senders}, {@code networks}.
 */
@ApplicationScoped
public class DeviceService {

    private static final System.Logger LOG = System.getLogger(DeviceService.class.getName());

    private Accounts accounts;
    private Devices devices;
    private Credentials credentials;
    private Passwords passwords;
    private Event<AccountChanged> changed;

    /** For the container's proxy. */
    protected DeviceService() { }

    @Inject
    public DeviceService(Accounts accounts, Devices devices, Credentials credentials, Passwords passwords,
            Event<AccountChanged> changed) {
        this.accounts = accounts;
        this.devices = devices;
        this.credentials = credentials;
        this.passwords = passwords;
        this.changed = changed;
    }

    /** In the order of their numbers, from behind one of them (0 to begin). */
    public List<Device> page(Actor actor, long after, int limit) {
        Right.SEE_DEVICES.require(actor);
        return devices.page(after, Fields.limit(limit)).stream().map(DeviceService::shown).toList();
    }

    public Device device(Actor actor, long id) {
        Right.SEE_DEVICES.require(actor);
        return devices.device(id).map(DeviceService::shown).orElseThrow(DeviceService::missing);
    }

    public Device.Made add(Actor actor, NewDevice wanted) {
        Right.CHANGE_DEVICES.require(actor);
        Address address = AccountService.hosted(accounts, Fields.ownAddress("address", wanted.address()));
        String name = Fields.name("displayName", wanted.displayName());
        String secret = passwords.invented();
        try {
            DeviceRow made = devices.add(actor.doer(), address.localPart(), address.domain().name(),
                    name.isEmpty() ? address.localPart() : name, passwords.kept(secret, AccountService.key(address)), senders(wanted),
                    networks(wanted));
            LOG.log(Level.INFO, "event=device-added account={0} address={1}", Long.toString(made.account().id()),
                    address);
            return new Device.Made(shown(made), secret);
        } catch (TakenException e) {
            throw new Taken(Refusal.ADDRESS_IN_USE, address);
        }
    }

    /** All but its address becomes what is wanted. */
    public Device change(Actor actor, long id, NewDevice wanted) {
        Right.CHANGE_DEVICES.require(actor);
        if (!devices.change(actor.doer(), id, Fields.name("displayName", wanted.displayName()), senders(wanted),
                networks(wanted))) {
            throw missing();
        }
        changed.fire(new AccountChanged(id));
        return device(actor, id);
    }

    /** A new secret; the old one opens nothing from now on. */
    public Device.Made renewSecret(Actor actor, long id) {
        Right.CHANGE_DEVICES.require(actor);
        Device device = device(actor, id);
        String secret = passwords.invented();
        credentials.setPassword(actor.doer(), id, passwords.kept(secret, AccountService.key(device.address())));
        changed.fire(new AccountChanged(id));
        return new Device.Made(device, secret);
    }

    /** It may not log in until it is reopened. */
    public void setActive(Actor actor, long id, boolean active) {
        Right.CHANGE_DEVICES.require(actor);
        device(actor, id);
        accounts.setActive(actor.doer(), id, active);
        changed.fire(new AccountChanged(id));
    }

    public void delete(Actor actor, long id) {
        Right.CHANGE_DEVICES.require(actor);
        device(actor, id);
        accounts.delete(actor.doer(), id);
        changed.fire(new AccountChanged(id));
        LOG.log(Level.INFO, "event=device-deleted account={0}", Long.toString(id));
    }

    private static List<String> senders(NewDevice wanted) {
        return Fields.addresses("senders", wanted.senders()).stream().map(Address::key).toList();
    }

    private static List<String> networks(NewDevice wanted) {
        return Fields.networks("networks", wanted.networks()).stream().map(Network::toString).toList();
    }

    private static Missing missing() {
        return new Missing(Refusal.NO_DEVICE);
    }

    private static Device shown(DeviceRow row) {
        return new Device(row.account().id(), Account.of(row.account()).address(), row.account().displayName(),
                row.account().active(), new HashSet<>(row.senders().stream().map(Address::of).toList()),
                row.networks().stream().flatMap(text -> Network.parse(text).stream()).toList());
    }
}
