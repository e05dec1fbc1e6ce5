package org.mercurymail.broker;

import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Where the broker, which knows no accounts, asks who may log in, and the application, which knows them, says so: an
 * adapter sees no class of an application, but an application sees this one. Until it speaks nobody is let in.
 */
public final class BrokerUsers {

    /**
     * Somebody who may send messages to be mailed.
     *
     * @param name       which the broker writes into each message as JMSXUserID
     * @param admin      may also look at what failed
     * @param account    the number of the account
     * @param credential the number of the secret that let him in
     */
    public record User(String name, boolean admin, long account, long credential) { }

    /** The application. */
    public interface Door {

        /** Asked for each new session, at most every second for one name and password. */
        Optional<User> login(String name, String password);

        /** Whether somebody who logged in still may; asked when his account changed. */
        boolean admits(User user);
    }

    /** Below it each user has a lasting queue of its own. */
    static final String ANSWERS = "answers.";

    /** Names without the broker's wildcards, so that nobody's queue is a pattern for others'. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._+@-]{1,200}");

    private static final Door CLOSED = new Door() {
        @Override
        public Optional<User> login(String name, String password) {
            return Optional.empty();
        }

        @Override
        public boolean admits(User user) {
            return false;
        }
    };

    private static volatile Door door = CLOSED;
    private static volatile LongConsumer broker = account -> { };

    private BrokerUsers() { }

    /** The application has started. */
    public static void open(Door application) {
        door = application;
    }

    /** The application ends. */
    public static void close() {
        door = CLOSED;
    }

    /** The account of this number changed: who came in by it may be no longer admitted. Returns at once. */
    public static void changed(long account) {
        broker.accept(account);
    }

    /** The broker wants to hear of changed accounts. */
    static void listen(LongConsumer listener) {
        broker = listener;
    }

    /** The queue that keeps answers for this user alone, also while it is away; empty when its name makes none. */
    public static Optional<String> answers(String user) {
        return Optional.of(user).filter(name -> PLAIN.matcher(name).matches()).map(ANSWERS::concat);
    }

    static Optional<User> login(String name, String password) {
        return door.login(name, password);
    }

    static boolean admits(User user) {
        return door.admits(user);
    }
}
