package org.mercurymail.web.mail;

import java.util.ArrayList;
import java.util.List;
import org.mercurymail.mail.Address;
import org.mercurymail.mime.AddressList;
import org.mercurymail.mime.DecodedWords;
import org.mercurymail.mime.ListedAddress;

/**
 * What somebody wrote into an address field.
 *
 * @param people  in order
 * @param wrong   entries that are no address
 */
record Addressees(List<Letter.Person> people, List<String> wrong) {

    static Addressees parse(String field) {
        List<Letter.Person> people = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (ListedAddress entry : AddressList.parse(field.replace(';', ',').replaceAll("\\s+", " "))) {
            if (entry.isGroupStart() || entry.isGroupEnd()) {
                continue;
            }
            String address = entry.address().orElse("");
            String name = entry.name().map(DecodedWords::decode).orElse("");
            Address.parse(address).ifPresentOrElse(good -> people.add(new Letter.Person(name, good.toString())),
                    () -> wrong.add(entry.host().filter(h -> !h.isEmpty()).isPresent() ? address
                            : entry.mailbox().orElse("")));
        }
        return new Addressees(people, wrong);
    }

    List<Address> addresses() {
        return people.stream().map(person -> Address.of(person.address())).toList();
    }
}
