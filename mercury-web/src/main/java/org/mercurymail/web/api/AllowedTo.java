package org.mercurymail.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.mercurymail.accounts.Account;

/**
 * Who gets as far as a resource; without this nobody does. What he may do there the services decide. Not
 * {@code @RolesAllowed}: Payara would answer that one itself, by users of its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AllowedTo {

    /** Whoever is logged in. */
    String EVERY_ACCOUNT = "account";
    /** Strangers too. */
    String ANYBODY = "anybody";
    String ADMIN = Account.ADMIN;

    String value();
}
