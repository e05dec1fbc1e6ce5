package org.mercurymail.rar;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A property's value that names a key of MicroProfile Config, written {@code ${MPCONFIG=key}} as Payara writes it in
 * {@code @DataSourceDefinition}. Payara 6 does not resolve it in {@code @ActivationConfigProperty}, so the adapter does.
 */
final class Reference {

    private static final Pattern FORM = Pattern.compile("\\$\\{MPCONFIG=([A-Za-z0-9._-]{1,200})}");

    private Reference() { }

    /** The key that a value names, if it is a reference. */
    static Optional<String> key(String value) {
        return Optional.of(FORM.matcher(value.strip())).filter(Matcher::matches).map(found -> found.group(1));
    }

    /** What the key stands for in the configuration of the calling application; a plain value is itself. */
    static String resolve(String value) {
        return key(value).map(name -> ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(""))
                .orElse(value);
    }
}
