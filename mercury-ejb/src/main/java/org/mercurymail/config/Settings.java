package org.mercurymail.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.port.Credentials;

/**
 * What was configured, typed, checked and read once when the application starts. Nonsense or an unknown key stops the
 * start with a {@link ConfigurationRefused}. Never reads a file or the environment itself: MicroProfile Config does.
 */
@ApplicationScoped
public class Settings {

    private static final System.Logger LOG = System.getLogger(Settings.class.getName());
    private static final String NEXT_HOP = "mercury.next-hop";

    private Values values;
    private String hostname;
    private Path data;
    private boolean dev;
    private List<Listener> smtp;
    private List<Listener> mailbox;
    private boolean scram;
    private int loginFailuresByName;
    private int loginFailuresByAddress;
    private Optional<Issuer> issuer;
    private List<RelayNetwork> relayNetworks;
    private Optional<Duration> popBeforeSmtp;
    private List<Endpoint> dnsServers;
    private boolean dnsValidating;
    private List<String> blockLists;
    private List<String> allowLists;
    private Optional<Duration> greylistDelay;
    private DoorSettings door;
    private List<RelayNetwork> proxies;
    private ClamAvSettings clamAv;
    private List<Endpoint> milters;
    private boolean milterAwayAccepts;
    private Duration milterPatience;
    private Optional<AcmeSettings> acme;
    private Endpoint http;
    private String httpUrl;
    private long maxSize;
    private Optional<Endpoint> nextHop;
    private Optional<Credentials> nextHopLogin;
    private List<Duration> retrySchedule;
    private Duration retryWarn;
    private Duration retryExpire;
    private int attemptsPerDomain;
    private int fanout;
    private int accountMessages;
    private int accountRecipients;
    private Duration collectorSilence;
    private Duration collectorVisit;
    private List<Path> maildropDirectories;
    private int maildropKeepDays;
    private int undeleteDays;
    private Domain firstDomain;
    private String firstAccount;

    /** For the container's proxy. */
    protected Settings() { }

    @Inject
    public Settings(Config config) {
        try {
            ConfigurationTable.load().refuseUnknown(config.getPropertyNames());
            read(key -> config.getOptionalValue(key, String.class));
        } catch (ConfigurationRefused e) {
            // the container will bury it below its own exceptions
            LOG.log(Level.ERROR, "event=configuration-refused reason=\"{0}\"", e.getMessage());
            throw e;
        }
    }

    /** Settings from any source of text, for a launcher and for tests. */
    public Settings(Function<String, Optional<String>> source) {
        read(source);
    }

    private void read(Function<String, Optional<String>> source) {
        values = new Values(source);
        hostname = readHostname();
        data = Path.of(values.required("mercury.data")).toAbsolutePath().normalize();
        dev = values.oneOf("mercury.mode", Set.of("run", "dev")).equals("dev");
        smtp = values.listeners("mercury.smtp.listeners", Set.of("mx", "submission", "lmtp"));
        mailbox = values.listeners("mercury.mailbox.listeners", Set.of("pop3", "imap"));
        http = values.endpoint("mercury.http.listen").orElseThrow(() ->
                new ConfigurationRefused("mercury.http.listen must be set"));
        httpUrl = readHttpUrl();
        acme = AcmeSettings.read(values, hostname);
        maxSize = values.number("mercury.smtp.max-size", 65_536, 1L << 31); // RFC 5321 §4.5.3.1.7
        values.number("mercury.smtp.max-recipients", 100, 100_000); // RFC 5321 §4.5.3.1.8
        values.number("mercury.smtp.hold-days", 0, 366); // the adapter reads it itself
        values.number("mercury.pop3.login-delay", 0, 86_400); // so this one
        values.networks("mercury.login.plain-networks"); // the adapter reads it itself
        scram = !values.oneOf("mercury.login.scram", Set.of("plus", "unbound", "off")).equals("off");
        loginFailuresByName = (int) values.number("mercury.login.failures-by-name", 0, 1_000_000);
        loginFailuresByAddress = (int) values.number("mercury.login.failures-by-address", 0, 1_000_000);
        issuer = readIssuer();
        values.number("mercury.db.port", 0, 65_535);
        relayNetworks = values.relayNetworks("mercury.smtp.relay-networks",
                smtp.stream().map(listener -> listener.at().port()).collect(Collectors.toSet()));
        values.relayNetworks("mercury.smtp.xclients",
                smtp.stream().map(listener -> listener.at().port()).collect(Collectors.toSet()));
        proxies = values.relayNetworks("mercury.listen.proxies", Stream.concat(smtp.stream(), mailbox.stream())
                .map(listener -> listener.at().port()).collect(Collectors.toSet()));
        Duration window = values.duration("mercury.pop-before-smtp.window");
        popBeforeSmtp = values.yesOrNo("mercury.pop-before-smtp") ? Optional.of(window) : Optional.empty();
        readSending();
        readDoor();
        collectorSilence = between("mercury.collector.silence", Duration.ofSeconds(1), Duration.ofMinutes(10));
        collectorVisit = between("mercury.collector.visit", Duration.ofSeconds(1), Duration.ofMinutes(55));
        maildropDirectories = readMaildropDirectories();
        undeleteDays = (int) values.number("mercury.mailbox.undelete-days", 0, 3_650);
        maildropKeepDays = (int) values.number("mercury.maildrop.keep-days", 0, 36_500);
        values.endpoint("mercury.broker.listen"); // the broker's adapter reads it itself
        firstDomain = readFirstDomain();
        firstAccount = values.required("mercury.first.account");
        if (Address.parse(firstAccount + "@" + firstDomain).isEmpty()) {
            throw Values.refused("mercury.first.account", firstAccount, "what stands before the @ of an address");
        }
    }

    private String readHttpUrl() {
        String url = values.text("mercury.http.url").orElse("http://" + http).replaceFirst("/$", "");
        if (!url.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?")) {
            throw Values.refused("mercury.http.url", url, "as https://mail.firm.test");
        }
        return url;
    }

    private Optional<Issuer> readIssuer() {
        Optional<URI> keys = values.webAddress("mercury.oidc.jwks");
        return values.webAddress("mercury.oidc.issuer").map(name -> new Issuer(name,
                values.text("mercury.oidc.audience").orElseThrow(() ->
                        new ConfigurationRefused("mercury.oidc.audience must be set with mercury.oidc.issuer")),
                keys, values.required("mercury.oidc.claim")));
    }

    private void readSending() {
        nextHop = values.endpoint(NEXT_HOP);
        nextHopLogin = values.text(NEXT_HOP + ".user").map(user ->
                new Credentials(user, values.text(NEXT_HOP + ".password").orElse(""), "PLAIN"));
        retrySchedule = values.durations("mercury.retry.schedule");
        if (retrySchedule.isEmpty() || retrySchedule.stream().anyMatch(Duration::isZero)) {
            throw Values.refused("mercury.retry.schedule", values.required("mercury.retry.schedule"),
                    "times greater than zero, separated by commas");
        }
        retryWarn = values.duration("mercury.retry.warn");
        retryExpire = values.duration("mercury.retry.expire");
        attemptsPerDomain = (int) values.number("mercury.outbound.attempts-per-domain", 1, 1000);
        fanout = (int) values.number("mercury.fanout.recipients", 1, 1000);
        accountMessages = (int) values.number("mercury.account.messages", 0, 1_000_000);
        accountRecipients = (int) values.number("mercury.account.recipients", 0, 1_000_000);
    }

    private void readDoor() {
        door = DoorSettings.read(values);
        clamAv = readClamAv();
        dnsServers = values.endpoints("mercury.dns.servers");
        dnsValidating = values.yesOrNo("mercury.dns.validating");
        blockLists = values.domains("mercury.smtp.block-lists");
        allowLists = values.domains("mercury.smtp.allow-lists");
        Duration delay = values.duration("mercury.smtp.greylist.delay");
        greylistDelay = values.yesOrNo("mercury.smtp.greylist") ? Optional.of(delay) : Optional.empty();
        milters = values.endpoints("mercury.milters");
        milterAwayAccepts = values.oneOf("mercury.milter.away", Set.of("tempfail", "accept")).equals("accept");
        milterPatience = between("mercury.milter.patience", Duration.ofSeconds(1), Duration.ofMinutes(5));
    }

    private ClamAvSettings readClamAv() {
        return new ClamAvSettings(values.endpoint("mercury.clamav"),
                values.oneOf("mercury.clamav.away", Set.of("tempfail", "accept")).equals("accept"),
                between("mercury.clamav.patience", Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    private Duration between(String key, Duration least, Duration most) {
        Duration time = values.duration(key);
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw Values.refused(key, values.required(key),
                    least.toSeconds() + "s to " + most.toMinutes() + "m");
        }
        return time;
    }

    private List<Path> readMaildropDirectories() {
        String text = values.text("mercury.maildrop.directories").orElse("maildrop");
        return text.equals("none") ? List.of()
                : Values.list(text).stream().map(data::resolve).map(Path::normalize).distinct().toList();
    }

    private String readHostname() {
        Optional<String> configured = values.text("mercury.hostname");
        return configured.map(Domain::parse).orElse(Optional.of(Domain.ofMachine())).map(Domain::name).orElseThrow(() ->
                Values.refused("mercury.hostname", configured.get(), "a name that DNS could carry"));
    }

    private Domain readFirstDomain() {
        Optional<String> configured = values.text("mercury.first.domain");
        if (configured.isPresent()) {
            return configured.flatMap(Domain::parse).orElseThrow(() ->
                    Values.refused("mercury.first.domain", configured.get(), "a domain name"));
        }
        if (dev) {
            return new Domain("mercury.test");
        }
        int dot = hostname.indexOf('.');
        String parent = dot > 0 && hostname.indexOf('.', dot + 1) > 0 ? hostname.substring(dot + 1) : hostname;
        return new Domain(parent);
    }

    /** What this server calls itself. */
    public String hostname() {
        return hostname;
    }

    /** The data directory, absolute. */
    public Path data() {
        return data;
    }

    /** True for a developer's server, with known accounts. */
    public boolean dev() {
        return dev;
    }

    public List<Listener> smtpListeners() {
        return smtp;
    }

    public List<Listener> mailboxListeners() {
        return mailbox;
    }

    /** Whether keys of SCRAM are kept beside a password's hash. */
    public boolean scram() {
        return scram;
    }

    /** Failed logins with one name before they slow down; 0: they never do. */
    public int loginFailuresByName() {
        return loginFailuresByName;
    }

    /** The same for those from one network address. */
    public int loginFailuresByAddress() {
        return loginFailuresByAddress;
    }

    /** Whose tokens open accounts. */
    public Optional<Issuer> issuer() {
        return issuer;
    }

    /** Who may relay without a login, and where. */
    public List<RelayNetwork> relayNetworks() {
        return relayNetworks;
    }

    /** How long a login by POP3 or IMAP opens SMTP for its network address; empty when it does not. */
    public Optional<Duration> popBeforeSmtp() {
        return popBeforeSmtp;
    }

    /** The resolvers to ask; none when the machine's own will do. */
    public List<Endpoint> dnsServers() {
        return dnsServers;
    }

    /** Whether what the resolvers say of DNSSEC is believed. */
    public boolean dnsValidating() {
        return dnsValidating;
    }

    /** Zones that list whom we turn away. */
    public List<String> blockLists() {
        return blockLists;
    }

    /** Zones that list whom we let in unchecked. */
    public List<String> allowLists() {
        return allowLists;
    }

    /** How long a stranger waits before he may come again; empty without greylisting. */
    public Optional<Duration> greylistDelay() {
        return greylistDelay;
    }

    public DoorSettings door() {
        return door;
    }

    /** Who looks for viruses. */
    public ClamAvSettings clamAv() {
        return clamAv;
    }

    /** The load balancers before our listeners; the adapter reads them itself. */
    public List<RelayNetwork> proxies() {
        return proxies;
    }

    /** Programs that see each message before it is acknowledged, in order. */
    public List<Endpoint> milters() {
        return milters;
    }

    /** Whether mail goes on unchecked while a milter is away; else it is put off. */
    public boolean milterAwayAccepts() {
        return milterAwayAccepts;
    }

    /** How long a milter may say nothing to a step. */
    public Duration milterPatience() {
        return milterPatience;
    }

    /** Where certificates come from; empty when nobody asks for any. */
    public Optional<AcmeSettings> acme() {
        return acme;
    }

    public Endpoint http() {
        return http;
    }

    /** Where people reach the web pages, without a slash at the end. */
    public String httpUrl() {
        return httpUrl;
    }

    /** The largest message taken, in octets. */
    public long maxSize() {
        return maxSize;
    }

    /** The smart host, when there is one. */
    public Optional<Endpoint> nextHop() {
        return nextHop;
    }

    public Optional<Credentials> nextHopLogin() {
        return nextHopLogin;
    }

    /** The waits between attempts, never empty; the last repeats. */
    public List<Duration> retrySchedule() {
        return retrySchedule;
    }

    public Duration retryWarn() {
        return retryWarn;
    }

    public Duration retryExpire() {
        return retryExpire;
    }

    public int attemptsPerDomain() {
        return attemptsPerDomain;
    }

    /** Recipients of one outgoing message at the most. */
    public int fanout() {
        return fanout;
    }

    /** Messages that an account may hand over in an hour; 0 for any number. */
    public int accountMessages() {
        return accountMessages;
    }

    /** Recipients of those messages; 0 for any number. */
    public int accountRecipients() {
        return accountRecipients;
    }

    /** How long a provider may say nothing. */
    public Duration collectorSilence() {
        return collectorSilence;
    }

    /** How long a visit to a provider may take. */
    public Duration collectorVisit() {
        return collectorVisit;
    }

    /** The directories where applications leave messages, absolute. */
    public List<Path> maildropDirectories() {
        return maildropDirectories;
    }

    /** How long an expunged message can be taken back, in days; 0: not at all. */
    public int undeleteDays() {
        return undeleteDays;
    }

    /** How long files that were sent or failed are kept, in days; 0 for ever. */
    public int maildropKeepDays() {
        return maildropKeepDays;
    }

    public Domain firstDomain() {
        return firstDomain;
    }

    public String firstAccount() {
        return firstAccount;
    }
}
