package org.mercurymail.outbound;

import java.util.List;
import org.mercurymail.store.QueuedMessage;
import org.mercurymail.store.QueuedRecipient;

/** What stands before the stored body on its way to some recipients alone, as a mailbox's trace before its copy. */
public interface CopyHeader {

    /** Whole fields, or nothing. */
    byte[] of(QueuedMessage message, List<QueuedRecipient> recipients);

    /** How many recipients one copy may be for: 1 to {@code most}. */
    int together(QueuedMessage message, int most);
}
