package org.mercurymail.broker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/**
 * How the broker is set up: one node, a journal on local files that is synced before a send returns, little memory,
 * only the queues listed here. It decides nothing about mail.
 */
final class BrokerConfiguration {

    static final int SERVER_ID = 25;
    static final int THREADS = 8;

    /** Nudges, each only the id of a queued message. They may be lost: the sweeper nudges again. */
    static final String OUTBOUND = "mercury.outbound";

    /** Messages that applications hand over, and those of them that could not be sent. */
    static final String MAILDROP = "mercury.maildrop";
    static final String FAILED = "mercury.maildrop.failed";

    /** The name of what runs inside this process. No account is called so: it would have an @. */
    static final String CONTAINER = "container";

    /** Has no queue: what goes there is gone. */
    private static final SimpleString NOWHERE = SimpleString.of("mercury.nowhere");

    private static final int MOST_CONNECTIONS = 200;
    private static final int KIB = 1024;
    private static final long MEMORY = 16 * 1024L * KIB;

    private BrokerConfiguration() { }

    /** @param listen where others connect from outside this process, when they may */
    static Configuration in(Path directory, Optional<InetSocketAddress> listen) {
        Configuration broker = new ConfigurationImpl()
                .setName("mercury")
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                .setPersistenceEnabled(true)
                .setThreadPoolMaxSize(THREADS)
                .setScheduledThreadPoolMaxSize(1)
                .setCriticalAnalyzer(false)
                .setMessageCounterEnabled(false)
                .setMessageExpiryScanPeriod(-1)
                .setGlobalMaxSize(MEMORY)
                // The database shares the disk and says first that it is full.
                .setMaxDiskUsage(-1)
                .setPersistIDCache(false)
                // Who is closed, or has a new password, is out so soon.
                .setSecurityInvalidationInterval(1_000)
                // Who sent it, in JMSXUserID, which no client can write.
                .setPopulateValidatedUser(true)
                .setTemporaryQueueNamespace("temp");
        journal(broker, directory.toString());
        for (QueueConfiguration queue : queues()) {
            broker.addQueueConfiguration(queue);
        }
        broker.setAddressSettings(Map.of("#", listedOnly(), OUTBOUND, nudges(), MAILDROP, kept(SimpleString.of(FAILED)),
                FAILED, kept(NOWHERE),
                "temp.#", replies(), BrokerUsers.ANSWERS + "#", answers()));
        broker.addAcceptorConfiguration(new TransportConfiguration(InVMAcceptorFactory.class.getName(),
                Map.of("serverId", SERVER_ID)));
        listen.ifPresent(at -> broker.addAcceptorConfiguration(new TransportConfiguration(
                NettyAcceptorFactory.class.getName(), Map.of("host", at.getHostString(), "port", at.getPort(),
                        "protocols", "CORE", "connectionsAllowed", MOST_CONNECTIONS), "outside")));
        return broker;
    }

    private static void journal(Configuration broker, String directory) {
        broker.setJournalType(JournalType.NIO)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalFileSize(1024 * KIB)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(4)
                .setJournalBufferSize_NIO(256 * KIB)
                .setJournalDirectory(directory + "/journal")
                .setBindingsDirectory(directory + "/bindings")
                .setPagingDirectory(directory + "/paging")
                .setLargeMessagesDirectory(directory + "/large-messages");
    }

    private static List<QueueConfiguration> queues() {
        return Stream.of(OUTBOUND, MAILDROP, FAILED).map(name ->
                QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST).setDurable(true)).toList();
    }

    private static AddressSettings listedOnly() {
        return new AddressSettings()
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setMaxSizeBytes(4 * 1024L * KIB)
                .setPageSizeBytes(256 * KIB)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxDeliveryAttempts(10)
                .setRedeliveryDelay(1_000)
                .setRedeliveryMultiplier(2);
    }

    /** Never given up: whoever listens decides what becomes of a message. One that its sender lets expire goes on. */
    private static AddressSettings kept(SimpleString then) {
        return listedOnly()
                .setExpiryAddress(then)
                .setDeadLetterAddress(then)
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(1_000)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000);
    }

    /** Queues that clients make for the answers they wait for, and that end with their connection: no answer revives one. */
    private static AddressSettings replies() {
        return listedOnly()
                .setDeadLetterAddress(NOWHERE)
                .setExpiryAddress(NOWHERE)
                .setMaxSizeBytes(1024L * KIB)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP);
    }

    /** What a user's own queue keeps while it is away; past that answers are dropped. */
    private static AddressSettings answers() {
        return listedOnly()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setDeadLetterAddress(NOWHERE)
                .setExpiryAddress(NOWHERE)
                .setMaxDeliveryAttempts(-1)
                .setMaxSizeBytes(256 * KIB)
                .setPageLimitBytes(16 * 1024L * KIB)
                .setPageFullMessagePolicy(PageFullMessagePolicy.DROP);
    }

    private static AddressSettings nudges() {
        return new AddressSettings()
                .setAutoCreateAddresses(false)
                .setAutoCreateQueues(false)
                .setMaxSizeBytes(8 * 1024L * KIB)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.DROP)
                .setDeadLetterAddress(NOWHERE)
                .setExpiryAddress(NOWHERE)
                .setMaxDeliveryAttempts(3)
                .setRedeliveryDelay(1_000);
    }
}
