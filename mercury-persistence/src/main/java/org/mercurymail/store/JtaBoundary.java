package org.mercurymail.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;

/** The container's transactions. A caller's own transaction is suspended meanwhile and holds no connection of ours. */
@ApplicationScoped
public class JtaBoundary implements Boundary {

    @Override
    @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = Exception.class)
    public <T> T alone(Work<T> work) throws SQLException {
        return work.run();
    }
}
