package org.mercurymail.store;

/** A domain may not have so many accounts, or so much quota; nothing was changed. */
public final class LimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What there would be too much of. */
    public enum Of { ACCOUNTS, QUOTA }

    private final Of of;
    private final long limit;

    LimitException(Of of, long limit) {
        super("the domain's limit of " + of + " is " + limit);
        this.of = of;
        this.limit = limit;
    }

    public Of of() {
        return of;
    }

    public long limit() {
        return limit;
    }
}
