package org.mercurymail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mercurymail.store.Bodies;
import org.mercurymail.store.GroupWriter;
import org.mercurymail.store.Mailboxes;
import org.mercurymail.store.Queue;

/** The arrows between the rooms, for adapter, store and decisions; the web tier's are kept where it is built. */
class ArchitectureTest {

    private static final JavaClasses MERCURY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.mercurymail");

    private static final String[] PROTOCOLS = {"..mercurymail.mime..", "..mercurymail.smtp..", "..mercurymail.pop3..",
        "..mercurymail.imap..", "..mercurymail.sasl..", "..mercurymail.wire..", "..mercurymail.port.."};
    private static final String[] ADAPTER = {"..mercurymail.mail..", "..mercurymail.mime..", "..mercurymail.smtp..",
        "..mercurymail.pop3..", "..mercurymail.imap..", "..mercurymail.sasl..", "..mercurymail.wire..",
        "..mercurymail.port..", "..mercurymail.net..", "..mercurymail.rar.."};
    private static final String[] DECISIONS = {"..mercurymail.config..", "..mercurymail.accounts..",
        "..mercurymail.routing..", "..mercurymail.intake..", "..mercurymail.mailbox..", "..mercurymail.outbound..",
        "..mercurymail.dsn..", "..mercurymail.dns..", "..mercurymail.lists..", "..mercurymail.maildrop..",
        "..mercurymail.collect..", "..mercurymail.policy..", "..mercurymail.milter.."};

    static final ArchRule vocabularyIsPlain = classes().that().resideInAPackage("..mercurymail.mail..")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.mercurymail.mail..");

    static final ArchRule protocolsArePure = noClasses().that().resideInAnyPackage(PROTOCOLS).should()
            .dependOnClassesThat().resideInAnyPackage("io.netty..", "jakarta..", "java.net.http..",
                    "org.mercurymail.net..", "org.mercurymail.rar..", "org.mercurymail.store..");

    static final ArchRule protocolsOwnNoThread = noClasses().that().resideInAnyPackage(PROTOCOLS).should()
            .dependOnClassesThat().haveNameMatching("java\\.lang\\.Thread|java\\.util\\.concurrent\\.Execut.*"
                    + "|java\\.net\\.(Server)?Socket|java\\.nio\\.channels\\.(Server)?SocketChannel");

    static final ArchRule nettyStaysInNet = noClasses().that().resideOutsideOfPackage("..mercurymail.net..").should()
            .dependOnClassesThat().resideInAPackage("io.netty..");

    static final ArchRule connectorsStayInRar = noClasses().that()
            .resideOutsideOfPackages("..mercurymail.rar..", "..mercurymail.broker..").should().dependOnClassesThat()
            .resideInAPackage("jakarta.resource..");

    static final ArchRule persistenceStaysInStore = noClasses().that().resideOutsideOfPackage("..mercurymail.store..")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.persistence..", "org.postgresql..",
                    "org.flywaydb..");

    static final ArchRule messagingStaysInOutbound = noClasses().that()
            .resideOutsideOfPackages("..mercurymail.outbound..", "..mercurymail.maildrop..", "..mercurymail.broker..")
            .should().dependOnClassesThat().resideInAPackage("jakarta.jms..");

    static final ArchRule dnsStaysInDns = noClasses().that().resideOutsideOfPackage("..mercurymail.dns..")
            .should().dependOnClassesThat().resideInAPackage("org.xbill..");

    static final ArchRule theAdapterKnowsNoDecision = noClasses().that().resideInAnyPackage(ADAPTER).should()
            .dependOnClassesThat().resideInAnyPackage(DECISIONS).orShould().dependOnClassesThat()
            .resideInAPackage("..mercurymail.store..");

    static final ArchRule theStoreKnowsNobody = noClasses().that().resideInAPackage("..mercurymail.store..").should()
            .dependOnClassesThat().resideInAnyPackage(ADAPTER).orShould().dependOnClassesThat()
            .resideInAnyPackage(DECISIONS);

    static final ArchRule onlyTheMailboxRoomChangesMailboxes = noClasses().that()
            .resideOutsideOfPackages("..mercurymail.mailbox..", "..mercurymail.store..").should()
            .dependOnClassesThat().areAssignableTo(Mailboxes.class);

    static final ArchRule onlyOutboundTakesFromTheQueue = noClasses().that()
            .resideOutsideOfPackages("..mercurymail.outbound..", "..mercurymail.store..").should()
            .dependOnClassesThat().areAssignableTo(Queue.class);

    static final ArchRule onlyTheseWriteMessages = noClasses().that()
            .resideOutsideOfPackages("..mercurymail.intake..", "..mercurymail.mailbox..", "..mercurymail.outbound..",
                    "..mercurymail.store..").should()
            .dependOnClassesThat().areAssignableTo(GroupWriter.class).orShould().dependOnClassesThat()
            .areAssignableTo(Bodies.class);

    static final ArchRule reportsArePure = noClasses().that().resideInAPackage("..mercurymail.dsn..").should()
            .dependOnClassesThat().resideInAnyPackage("jakarta..", "org.mercurymail.store..");

    static final ArchRule noCircles = slices().matching("org.mercurymail.(*)..").should().beFreeOfCycles();

    /** Each rule above, by its name: ArchUnit's own JUnit engine was found to run none of them here. */
    @TestFactory
    List<DynamicTest> arrows() throws IllegalAccessException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Field field : ArchitectureTest.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                ArchRule rule = (ArchRule) field.get(null);
                tests.add(DynamicTest.dynamicTest(field.getName(), () -> rule.check(MERCURY)));
            }
        }
        return tests;
    }
}
