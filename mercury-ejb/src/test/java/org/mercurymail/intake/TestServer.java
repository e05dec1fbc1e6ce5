package org.mercurymail.intake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.mercurymail.accounts.AccountChanged;
import org.mercurymail.accounts.AddressesChanged;
import org.mercurymail.accounts.DirectoryForTests;
import org.mercurymail.accounts.PopBeforeSmtp;
import org.mercurymail.accounts.SetClock;
import org.mercurymail.clamav.ClamAv;
import org.mercurymail.config.Settings;
import org.mercurymail.config.TestSettings;
import org.mercurymail.dns.DnsNames;
import org.mercurymail.lists.ListsForTests;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mailbox.AccessLists;
import org.mercurymail.mailbox.AccountMailboxes;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.mailbox.MessageReader;
import org.mercurymail.mailbox.Sharing;
import org.mercurymail.mailbox.Snapshots;
import org.mercurymail.mailbox.TextSearch;
import org.mercurymail.mailbox.Watchers;
import org.mercurymail.outbound.CopyHeader;
import org.mercurymail.milter.Milters;
import org.mercurymail.policy.DnsLists;
import org.mercurymail.policy.Door;
import org.mercurymail.policy.Greylist;
import org.mercurymail.policy.HeloCheck;
import org.mercurymail.policy.NetworkRates;
import org.mercurymail.port.Body;
import org.mercurymail.port.Login;
import org.mercurymail.port.Peer;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.StoredMessage;
import org.mercurymail.port.Verdict;
import org.mercurymail.routing.Router;
import org.mercurymail.store.AccountRow;
import org.mercurymail.store.Doer;
import org.mercurymail.store.StoreForTests;

/** The beans of a message's way in, wired by hand over a real database, with a domain of its own. */
public final class TestServer {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final StoreForTests store = StoreForTests.get();
    public final String domain = "firm" + NUMBER.incrementAndGet() + ".test";
    public final List<MessageId> dispatched = new ArrayList<>();
    public final List<String> domains = new ArrayList<>(); // told with each, empty where none was
    public final Settings settings;
    public final Router router;
    public final Snapshots snapshots = new Snapshots(store.mailboxes());
    public final Watchers watchers;
    public final Submission submission;
    public final ListsForTests lists;
    public final CopyHeader copies;
    public final MailboxService mailboxes;
    public final Sharing sharing = new Sharing(store.grants(), store.accounts());
    public final AccountMailboxes reach;
    public final AccessLists access;
    public final DirectoryForTests directory;
    public final SetClock clock = new SetClock();
    public final PopBeforeSmtp popBeforeSmtp;
    public final DomainLimits limits = new DomainLimits(store.accounts());

    public TestServer(String... changes) {
        settings = TestSettings.of(changes);
        directory = new DirectoryForTests(store, settings, this::told);
        watchers = new Watchers(snapshots, directory.logins);
        router = new Router(store.accounts(), store.devices(), store.lists(), settings);
        lists = new ListsForTests(store, settings, router, clock);
        copies = lists.fields;
        Screening screening = new Screening(new ClamAv(settings), new Milters(settings), settings);
        submission = new Submission(settings, router, store.writer(), store.submittedKeys(), watchers,
                this::dispatch, lists.postings, screening,
                new SendingRates(settings, store.handedOver(), limits, clock), limits);
        mailboxes = new MailboxService(store.mailboxes(), store.accounts(), store.writer(), snapshots, watchers,
                new MessageReader(store.mailboxes(), store.bodies()), new TextSearch(store.texts()));
        reach = new AccountMailboxes(mailboxes, sharing, watchers);
        access = new AccessLists(reach, mailboxes, sharing, watchers);
        popBeforeSmtp = new PopBeforeSmtp(store.loginPlaces(), settings, clock);
        lists.serve(submission, this::told);
        store.domains().add(Doer.MERCURY, domain, Optional.empty(), Optional.empty());
    }

    private void told(Object change) {
        if (change instanceof AccountChanged account) {
            router.forget(account);
            watchers.accountChanged(account);
        } else {
            router.forget((AddressesChanged) change);
            limits.forget((AddressesChanged) change);
        }
    }

    /** Notes it. */
    public void dispatch(MessageId message, int priority, Optional<String> domain) {
        dispatched.add(message);
        domains.add(domain.orElse(""));
    }

    /** The door of SMTP. */
    public SmtpIntake intake() {
        return new SmtpIntake(directory.logins, router, submission, new Relaying(settings, popBeforeSmtp, router),
                watchers, lists.postings, new Door(settings,
                new HeloCheck(settings, store.accounts(), new DnsNames(settings)),
                new DnsLists(settings, new DnsNames(settings)), new Greylist(settings, store.strangers()),
                new NetworkRates(settings)));
    }

    public AccountRow account(String localPart, long quota) {
        return store.accounts().addAccount(Doer.MERCURY, domain, localPart, localPart, Set.of(), "#", quota);
    }

    /** By the account's own password. */
    public Login.Granted login(AccountRow account) {
        return new Login.Granted(account.id(), Address.of(account.address()),
                store.credentials().of(account.id()).get(0).id(), false);
    }

    public static SmtpClient client(SmtpClient.Service service, Optional<Login.Granted> login) {
        return client(service, "192.0.2.7", 25, login);
    }

    public static SmtpClient client(SmtpClient.Service service, String from, int port,
            Optional<Login.Granted> login) {
        Peer peer = new Peer("c1", service.name(), new InetSocketAddress(ip(from), 1000),
                new InetSocketAddress("127.0.0.1", port), true);
        return new SmtpClient(peer, service, "client.test", true, login);
    }

    public static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** What a stranger hears at RCPT. */
    public Verdict rcpt(String address) {
        return intake().recipient(client(SmtpClient.Service.MX, Optional.empty()), envelope("a@else.test"),
                to(address), 0);
    }

    /** The same, of a message whose size MAIL declared. */
    public Verdict rcpt(String address, long size) {
        return intake().recipient(client(SmtpClient.Service.MX, Optional.empty()), envelope("a@else.test"),
                to(address), size);
    }

    /** Takes a message from the world. */
    public void send(String sender, String recipient, String text) {
        Submitted outcome = submission.submit(new Origin.Wire(client(SmtpClient.Service.MX, Optional.empty())),
                envelope(sender, recipient), body(text));
        if (!(outcome instanceof Submitted.Accepted)) {
            throw new AssertionError(outcome);
        }
    }

    public static Envelope envelope(String sender, String... recipients) {
        return Envelope.of(Address.parse(sender), Arrays.stream(recipients).map(Address::of).toList());
    }

    public static Recipient to(String address, Recipient.Notify... notifyOn) {
        return new Recipient(Address.of(address), Set.of(notifyOn), Optional.empty());
    }

    public static Body body(String text) {
        return Body.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The whole content of every message in a mailbox, oldest first. */
    public List<String> contents(AccountRow account, String mailbox) throws Exception {
        List<String> contents = new ArrayList<>();
        long id = mailboxes.open(account.id(), mailbox).mailbox();
        mailboxes.fetch(account.id(), id, org.mercurymail.mail.NumberSet.range(1, 0xffff_ffffL),
                Set.of(StoredMessage.Part.CONTENT), message ->
                        contents.add(new String(message.content().open().readAllBytes(), StandardCharsets.UTF_8)));
        return contents;
    }
}
