package org.mercurymail.it;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real archives on a Payara Micro as Maven Central has it, without Mercury's launcher. */
@Tag("payara-micro")
@ExtendWith({MicroArchives.class, ArquillianExtension.class})
final class PayaraMicroIT {

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, MicroArchives.application("mercury.war").toFile());
    }

    @Test
    void aMessageGoesInAndComesOut() {
        MainJob.localMail(MicroArchives.ports());
    }

    @Test
    void aMessageGoesOn() {
        MainJob.foreignMail(MicroArchives.ports());
    }

    @Test
    void restAnswers() throws Exception {
        MainJob.restStatus(MicroArchives.ports());
    }
}
