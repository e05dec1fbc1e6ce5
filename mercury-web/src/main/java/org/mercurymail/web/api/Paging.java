package org.mercurymail.web.api;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.mercurymail.accounts.Fields;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.accounts.Refusal;
import org.mercurymail.mail.Address;

/** Which part of a collection is wanted: {@code ?after=CURSOR&limit=N}. */
public final class Paging {

    private static final int MOST = 500;

    @QueryParam("after")
    @DefaultValue("")
    private String after = "";

    @QueryParam("limit")
    @DefaultValue("50")
    private String limit = "50";

    String after() {
        return after;
    }

    /** For collections in the order of numbers; 0 to begin. */
    long afterNumber() {
        if (after.isEmpty()) {
            return 0;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw notACursor();
        }
        return Long.parseLong(after);
    }

    Optional<Address> afterAddress() {
        return after.isEmpty() ? Optional.empty() : Optional.of(Fields.address("after", after));
    }

    Invalid notACursor() {
        return new Invalid("after", Refusal.CURSOR);
    }

    int limit() {
        if (!limit.matches("[0-9]{1,9}") || Integer.parseInt(limit) < 1) {
            throw new Invalid("limit", Refusal.LIMIT, MOST);
        }
        return Math.min(Integer.parseInt(limit), MOST);
    }

    /** As many rows tell whether there are more. */
    int rows() {
        return limit() + 1;
    }
}
