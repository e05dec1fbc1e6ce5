package org.mercurymail.accounts;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.mercurymail.config.TestSettings;
import org.mercurymail.config.Settings;
import org.mercurymail.store.StoreForTests;

/** The directory's services over a real database, wired by hand; what they tell reaches those who would observe it. */
public final class DirectoryForTests {

    public static final Actor ADMIN = new Actor(Actor.Kind.ADMIN, 0, "admin@mercury.test", Actor.Via.REST);

    public final Passwords passwords;
    public final Logins logins;
    public final AccountService accounts;
    public final DomainService domains;
    public final AliasService aliases;
    public final DeviceService devices;
    public final ApplicationPasswords applicationPasswords;
    public final AuditLog audit;

    /** @param observers of {@link AccountChanged} and {@link AddressesChanged} */
    public DirectoryForTests(StoreForTests store, Settings settings, Consumer<Object> observers) {
        passwords = new Passwords(store.credentials(), TestSettings.of());
        logins = new Logins(store.accounts(), store.credentials(), store.devices(), passwords, settings);
        Event<AccountChanged> changed = new Told<>(change -> {
            logins.forget(change);
            observers.accept(change);
        });
        Event<AddressesChanged> moved = new Told<>(observers::accept);
        accounts = new AccountService(store.accounts(), store.credentials(), passwords, changed);
        domains = new DomainService(store.accounts(), store.domains(), moved, changed);
        aliases = new AliasService(store.accounts(), store.aliases(), moved);
        devices = new DeviceService(store.accounts(), store.devices(), store.credentials(), passwords, changed);
        applicationPasswords =
                new ApplicationPasswords(store.accounts(), store.credentials(), passwords, changed);
        audit = new AuditLog(store.audit());
    }

    /** An event whose observers are called at once, as the container calls them. */
    public record Told<T>(Consumer<T> observer) implements Event<T> {

        @Override
        public void fire(T event) {
            observer.accept(event);
        }

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<T> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(Class<U> type, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends T> Event<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }
}
