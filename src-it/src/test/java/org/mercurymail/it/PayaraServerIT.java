package org.mercurymail.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("payara-server")
@ExtendWith({PayaraDomain.class, ArquillianExtension.class})
final class PayaraServerIT {

    @Deployment(testable = false)
    static EnterpriseArchive ear() {
        return ShrinkWrap.create(EnterpriseArchive.class, "probe.ear").addAsModule(ShrinkWrap.create(WebArchive.class, "probe.war").addAsWebResource(new StringAsset("hello"), "index.html"));
    }

    @Test
    void answers() throws Exception {
        HttpResponse<String> r = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PayaraDomain.ports().http() + "/probe/index.html")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals("hello", r.body());
        new ProcessBuilder("ss", "-ltnp").inheritIO().start().waitFor();
    }
}
