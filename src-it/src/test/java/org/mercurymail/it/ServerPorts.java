package org.mercurymail.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of one Mercury under test and the configuration that says so. {@code submissions} and {@code imaps} speak
 * TLS from the first byte; {@code sink} is the next hop for other domains.
 */
record ServerPorts(int mx, int submission, int submissions, int lmtp, int pop3, int pop3s, int imap, int imaps,
        int http, int database, int sink) {

    static ServerPorts free() {
        return new ServerPorts(FreePorts.take(), FreePorts.take(), FreePorts.take(), FreePorts.take(),
                FreePorts.take(), FreePorts.take(), FreePorts.take(), FreePorts.take(), FreePorts.take(),
                FreePorts.take(), FreePorts.take());
    }

    /** The same with another next hop. */
    ServerPorts withNextHop(int port) {
        return new ServerPorts(mx, submission, submissions, lmtp, pop3, pop3s, imap, imaps, http, database, port);
    }

    /** Another server that runs already: SMTP, POP3 and IMAP, or all the ports of this record in their order. */
    static ServerPorts outside(String ports) {
        int[] p = java.util.Arrays.stream(ports.split(",")).mapToInt(Integer::parseInt).toArray();
        return p.length == 3 ? new ServerPorts(p[0], p[0], 0, 0, p[1], 0, p[2], 0, 0, 0, 0)
                : new ServerPorts(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10]);
    }

    /** As MicroProfile Config keys. */
    Map<String, String> settings(Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("mercury.mode", "dev");
        settings.put("mercury.data", data.toString());
        settings.put("mercury.hostname", "mx.mercury.test");
        settings.put("mercury.smtp.listeners", "mx@127.0.0.1:%d,submission@127.0.0.1:%d,lmtp@127.0.0.1:%d,"
                .formatted(mx, submission, lmtp) + "submission@127.0.0.1:%d/tls".formatted(submissions));
        settings.put("mercury.mailbox.listeners", "pop3@127.0.0.1:%d,imap@127.0.0.1:%d,pop3@127.0.0.1:%d/tls,"
                .formatted(pop3, imap, pop3s) + "imap@127.0.0.1:%d/tls".formatted(imaps));
        settings.put("mercury.http.listen", "127.0.0.1:" + http);
        settings.put("mercury.db.port", Integer.toString(database));
        settings.put("mercury.broker.listen", ""); // whoever tests it names a port
        settings.put("mercury.next-hop", "127.0.0.1:" + sink);
        settings.put("mercury.login.plain-networks", "127.0.0.0/9"); // 127.128.0.0/9 is abroad
        settings.put("mercury.oidc.issuer", Issuer.NAME); // nobody asks it before a token comes
        settings.put("mercury.oidc.audience", Issuer.AUDIENCE);
        settings.put("mercury.login.failures-by-name", "0"); // all tests come from one address
        settings.put("mercury.login.failures-by-address", "0");
        settings.put("mercury.listen.max-connections-per-address", "10000");
        settings.put("mercury.smtp.xclients", "127.0.0.77/32@" + mx); // a proxy for those tests that come from there
        settings.put("mercury.retry.schedule", "1s,2s,2s,3s");
        settings.put("mercury.retry.expire", "20s");
        settings.put("mercury.retry.warn", "1h");
        settings.put("mercury.collector.silence", "4s");
        settings.put("mercury.collector.visit", "20s");
        return settings;
    }

    /** As environment variables: {@code mercury.next-hop} becomes {@code MERCURY_NEXT_HOP}. */
    Map<String, String> environment(Path data) {
        Map<String, String> environment = new LinkedHashMap<>();
        settings(data).forEach((key, value) ->
                environment.put(key.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
        return environment;
    }
}
