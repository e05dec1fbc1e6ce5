package org.mercurymail.web;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What the web tier may know (HOUSE.md §5). */
@AnalyzeClasses(packages = "org.mercurymail.web", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArrowsTest {

    @ArchTest
    static final ArchRule KNOWS_NO_STORE = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.mercurymail.store..", "jakarta.persistence..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule SPEAKS_NO_WIRE = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.mercurymail.net..", "org.mercurymail.rar..", "org.mercurymail.smtp..",
                    "org.mercurymail.imap..", "org.mercurymail.pop3..", "io.netty..", "jakarta.jms..");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.mercurymail.web.(*)..").should().beFreeOfCycles();
}
