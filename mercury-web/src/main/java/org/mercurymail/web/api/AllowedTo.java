package org.mercurymail.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The roles of an account that may call a resource; without this nobody may. Not {@code @RolesAllowed}: Payara would
 * answer that one itself, by users of its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AllowedTo {

    String[] value();
}
