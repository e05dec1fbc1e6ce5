package org.mercurymail.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.mercurymail.store.Audit;
import org.mercurymail.store.AuditRow;
import org.mercurymail.store.Facts;

/**
 * Who changed what. Repositories of the store note their changes themselves, in the same transaction; {@link #note} is
 * for the rest.
 */
@ApplicationScoped
public class AuditLog {

    private Audit audit;

    /** For the container's proxy. */
    protected AuditLog() { }

    @Inject
    public AuditLog(Audit audit) {
        this.audit = audit;
    }

    /** The newest first, from before the one given (0 to begin); of one subject when it is given. */
    public List<AuditEntry> page(Actor actor, Optional<String> subject, long before, int limit) {
        Right.SEE_AUDIT.require(actor);
        return audit.page(subject, before == 0 ? Long.MAX_VALUE : before, Fields.limit(limit)).stream()
                .map(AuditLog::shown).toList();
    }

    /** Notes a change that was made elsewhere. Never give it a secret. */
    public void note(Actor actor, String what, String subject, Facts before, Facts after) {
        audit.note(actor.doer(), what, subject, before, after);
    }

    private static AuditEntry shown(AuditRow row) {
        return new AuditEntry(row.id(), row.at(), row.by().account(), row.by().name(), row.by().via(), row.what(),
                row.subject(), row.before(), row.after());
    }
}
