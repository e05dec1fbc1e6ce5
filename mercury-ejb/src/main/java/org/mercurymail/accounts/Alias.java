package org.mercurymail.accounts;

import java.util.List;
import org.mercurymail.mail.Address;

/** An address that stands for others, local or not. */
public record Alias(Address address, List<Address> targets) {

    public Alias {
        targets = List.copyOf(targets);
    }
}
