package org.mercurymail.it;

import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real mercury.ear on a Payara Server 6 out of its zip: a full Jakarta EE 10 server runs Mercury too. */
@Tag("payara-server")
@ExtendWith({PayaraDomain.class, ArquillianExtension.class})
final class PayaraServerIT {

    @Deployment(testable = false)
    static EnterpriseArchive ear() {
        Path ear = MercuryServer.ROOT.resolve("mercury-ear/target/mercury.ear");
        return ShrinkWrap.createFromZipFile(EnterpriseArchive.class, ear.toFile());
    }

    @Test
    void aMessageGoesInAndComesOut() {
        MainJob.localMail(PayaraDomain.ports());
    }

    @Test
    void aMessageGoesOn() {
        MainJob.foreignMail(PayaraDomain.ports());
    }

    @Test
    void restAnswers() throws Exception {
        MainJob.restStatus(PayaraDomain.ports());
    }
}
