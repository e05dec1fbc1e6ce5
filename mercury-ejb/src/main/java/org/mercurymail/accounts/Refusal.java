package org.mercurymail.accounts;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Why something that was asked for cannot be: the codes of {@link Refused}, as REST names them, with a sentence in
 * each language of the pages (refusals.properties, refusals_fr.properties).
 */
public enum Refusal {

    // what is not there
    NO_PAGE, NO_ACCOUNT, NO_ALIAS, NO_APPLICATION_PASSWORD, NO_CERTIFICATE, NO_COLLECTOR, NO_DEVICE, NO_DOMAIN,
    NO_FOLDER, NO_LIST, NO_MEMBER, NO_MEMBERSHIP, NO_MESSAGE, NO_PART, NO_WAITING_RECIPIENT, NO_WISH,
    // what may not be
    NOT_ALLOWED, APPLICATION_PASSWORD,
    // what is in the way
    ADDRESS_IN_USE, LIST_ADDRESS_IN_USE, COLLECTOR_THERE, DOMAIN_THERE, DOMAIN_NEEDED, FOLDER_THERE,
    LABEL_IN_USE, MEMBER_THERE,
    // addresses and names
    NOT_AN_ADDRESS, NETWORK_ADDRESS, NOT_A_DOMAIN_NAME, NOT_A_NETWORK, ADDRESS_NEEDED, ONE_ADDRESS,
    TOO_MANY_ADDRESSES, TOO_MANY_NETWORKS, TOO_LONG, CONTROL_CHARACTERS, NAME_NEEDED, NOT_HOSTED, OTHER_NAME,
    NOT_AN_OWN_ADDRESS, NO_OPEN_ACCOUNT, NAME_OF_ITSELF, CATCH_ALL_OF_OTHER_NAME, ALIAS_OF_ITSELF,
    // accounts and passwords
    NOT_A_ROLE, QUOTA, NOT_A_LIMIT, DOMAIN_FULL, DOMAIN_QUOTA, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_CONTROL_CHARACTERS, WRONG_PASSWORD, BUSY,
    OWN_ROLE, OWN_ACCOUNT, OWN_DOMAIN, TOO_MANY_PASSWORDS, OTHERS_PASSWORD,
    // lists
    LIST_NAME, TOO_MANY_OWNERS, POSTING, COPIES, LANGUAGE, MEMBER_INTERNATIONAL, MEMBER_IS_LIST, IMPORT_TOO_LARGE,
    TOO_MANY_LINES, TEXT_BROKE_OFF, MORE_LINES,
    // collectors
    SECRET_NEEDED, SECRET_AGAIN, PORT, LOGIN_NEEDED, INTERVAL, SECRET, SERVER_NEEDED, NO_OWN_DOMAIN,
    CERTIFICATES_NEEDED, NOT_CERTIFICATES, CERTIFICATE_WITHOUT_TLS, PROTECTION,
    // shared folders
    FOLDER_NAME, RIGHTS, ACCOUNT_FULL,
    // messages
    RECIPIENT_NEEDED, TOO_MANY_RECIPIENTS, SUBJECT_TOO_LONG, UNADDRESSED,
    // what only REST hears
    FIELD_NEEDED, NO_FIELD, WRONG_TYPE, NUMBER_TOO_LARGE, CURSOR, LIMIT, KEY;

    private static final String BUNDLE = "org.mercurymail.accounts.refusals";
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** The sentence, English where we have no other. */
    String text(Locale locale, Object... values) {
        return new MessageFormat(ResourceBundle.getBundle(BUNDLE, locale, EXACT).getString(toString()), locale)
                .format(values);
    }

    /** The word of REST: {@code not-an-address}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
