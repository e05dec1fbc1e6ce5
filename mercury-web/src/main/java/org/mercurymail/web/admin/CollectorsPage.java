package org.mercurymail.web.admin;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.mercurymail.collect.Collector;
import org.mercurymail.collect.CollectorService;
import org.mercurymail.collect.NewCollector;
import org.mercurymail.mail.Address;
import org.mercurymail.web.Figures;
import org.mercurymail.web.Texts;
import org.mercurymail.web.Troubles;
import org.mercurymail.web.login.Visitor;

/** Mailboxes at providers that Mercury visits, and the form for one more. */
@Named
@RequestScoped
public class CollectorsPage {

    private static final int LINES = 200;

    private CollectorService collectors;
    private Visitor visitor;
    private String server = "";
    private String port = "995";
    private String tls = "tls";
    private String certificate = "";
    private String login = "";
    private String secret = "";
    private String seconds = "300";
    private String domain = "";
    private String account = "";
    private List<Collector> lines = List.of();

    /** For the container's proxy. */
    protected CollectorsPage() { }

    @Inject
    public CollectorsPage(CollectorService collectors, Visitor visitor) {
        this.collectors = collectors;
        this.visitor = visitor;
    }

    public String load() {
        if (Deed.pressed("remove").isPresent()) {
            long gone = Deed.number(Deed.pressed("remove").get());
            return Deed.again(() -> collectors.delete(visitor.actor(), gone), Texts.of("collectorGone"));
        }
        if (Deed.pressed("visit").isPresent()) {
            long one = Deed.number(Deed.pressed("visit").get());
            return Deed.again(() -> collectors.visitNow(visitor.actor(), one), Texts.of("visited"));
        }
        lines = collectors.page(visitor.actor(), 0, LINES);
        return "";
    }

    public String add() {
        return Deed.done(() -> collectors.add(visitor.actor(), new NewCollector(server, (int) Deed.number(port), tls,
                Deed.given(certificate), login, Optional.of(secret), (int) Deed.number(seconds), Deed.given(domain),
                account.strip(), true)), Texts.of("collectorMade")) ? "/admin/collectors.xhtml?faces-redirect=true" : "";
    }

    public List<Collector> getLines() {
        return lines;
    }

    public String target(Collector one) {
        return one.domain().orElse("") + (one.domain().isPresent() ? ", " : "")
                + one.account().map(Address::toString).orElse("");
    }

    public String last(Collector one) {
        return one.visited().map(at -> Figures.date(at, Texts.locale())).orElse("");
    }

    /** What went wrong then, and when it is tried again if that is not as usual. */
    public String trouble(Collector one) {
        String words = one.trouble().map(trouble -> Troubles.words(Texts.locale(), trouble)).orElse("");
        return one.failures() == 0 || one.next().isEmpty() ? words
                : words + " " + Texts.of("nextVisit", Figures.date(one.next().get(), Texts.locale()));
    }

    public String getServer() {
        return server;
    }

    public void setServer(String server) {
        this.server = server;
    }

    public String getPort() {
        return port;
    }

    public void setPort(String port) {
        this.port = port;
    }

    public String getTls() {
        return tls;
    }

    public void setTls(String tls) {
        this.tls = tls;
    }

    public String getCertificate() {
        return certificate;
    }

    public void setCertificate(String certificate) {
        this.certificate = certificate;
    }

    public String getLogin() {
        return login;
    }

    public void setLogin(String login) {
        this.login = login;
    }

    public String getSecret() {
        return secret;
    }

    public void setSecret(String secret) {
        this.secret = secret;
    }

    public String getSeconds() {
        return seconds;
    }

    public void setSeconds(String seconds) {
        this.seconds = seconds;
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getAccount() {
        return account;
    }

    public void setAccount(String account) {
        this.account = account;
    }
}
