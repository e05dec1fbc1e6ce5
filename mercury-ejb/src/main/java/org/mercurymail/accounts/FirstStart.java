package org.mercurymail.accounts;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** stub being written */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FirstStart {

    @PostConstruct
    void start() { }

    /** Returns once the first start has done its work; the container makes every caller wait for that. */
    @Lock(LockType.READ)
    public void await() { }
}
