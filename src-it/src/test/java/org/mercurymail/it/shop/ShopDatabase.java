package org.mercurymail.it.shop;

import org.postgresql.xa.PGXADataSource;

/** The shop's own database, as its system properties say. */
public class ShopDatabase extends PGXADataSource {

    private static final long serialVersionUID = 1L;

    public ShopDatabase() {
        setURL(System.getProperty("shop.url"));
        setUser(System.getProperty("shop.user"));
        setPassword(System.getProperty("shop.password"));
    }
}
