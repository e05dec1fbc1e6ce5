package org.mercurymail.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;

/**
 * The ACME authority that certificates come from, and for which names.
 *
 * @param directory   where it says what it offers (RFC 8555 §7.1.1)
 * @param names       one certificate each; the first is this server's own
 * @param contact     whom it may write to
 * @param authorities PEM file of those that may vouch for the directory's own certificate, beside Java's
 * @param account     a customer's account there that ours belongs to (RFC 8555 §7.3.4)
 */
public record AcmeSettings(URI directory, List<String> names, Optional<Address> contact, Optional<Path> authorities,
        Optional<Binding> account) {

    /** @param mac base64url, as the authority gave it */
    public record Binding(String id, String mac) {

        @Override
        public String toString() {
            return id;
        }
    }

    private static final int MOST_NAMES = 1000;

    /** Empty when no directory is set. */
    static Optional<AcmeSettings> read(Values values, String hostname) {
        Optional<URI> directory = values.webAddress("mercury.acme.directory");
        boolean agreed = values.yesOrNo("mercury.acme.agree");
        List<String> names = new ArrayList<>(List.of(hostname));
        names.addAll(values.domains("mercury.acme.names"));
        Optional<Address> contact = values.text("mercury.acme.contact").map(text -> Address.parse(text).orElseThrow(() ->
                Values.refused("mercury.acme.contact", text, "an address")));
        Optional<Path> authorities = values.text("mercury.acme.authorities").map(Path::of);
        Optional<Binding> account = values.text("mercury.acme.account").map(id -> new Binding(id,
                values.text("mercury.acme.account.password").orElseThrow(() -> new ConfigurationRefused(
                        "mercury.acme.account.password must be set with mercury.acme.account"))));
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        if (values.text("mercury.tls.certificate").isPresent()) {
            throw new ConfigurationRefused("mercury.acme.directory and mercury.tls.certificate are both set: either an"
                    + " authority gives the certificate, or you do");
        }
        if (!agreed) {
            throw new ConfigurationRefused("mercury.acme.agree must be true with mercury.acme.directory: it says that you"
                    + " have read the authority's terms of service and agree to them");
        }
        List<String> distinct = names.stream().distinct().toList();
        Optional<String> unfit = distinct.stream().filter(name -> !isName(name)).findFirst();
        if (unfit.isPresent() || distinct.size() > MOST_NAMES) {
            throw new ConfigurationRefused(unfit.map(name -> "no authority gives a certificate for '" + name
                    + "': set mercury.hostname and mercury.acme.names to names that DNS knows")
                    .orElse("mercury.acme.names may hold " + MOST_NAMES + " names"));
        }
        return Optional.of(new AcmeSettings(directory.get(), distinct, contact, authorities, account));
    }

    private static boolean isName(String name) {
        return name.indexOf('.') > 0 && !new Domain(name).isLiteral();
    }
}
