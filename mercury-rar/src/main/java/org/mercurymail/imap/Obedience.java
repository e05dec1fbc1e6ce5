package org.mercurymail.imap;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.MailboxRefused;

/** Sends a command that needs the application to where it is obeyed. Lawfulness was checked before. */
final class Obedience {

    private static final Set<ImapVerb> TELLING_NOTHING = EnumSet.of(ImapVerb.SELECT, ImapVerb.EXAMINE);
    private static final Set<ImapVerb> NUMBERED = EnumSet.of(ImapVerb.FETCH, ImapVerb.STORE, ImapVerb.SEARCH,
            ImapVerb.SORT, ImapVerb.THREAD);

    private final ClientState client;
    private final MailboxListener door;
    private final Responses out;

    Obedience(ClientState client, MailboxListener door, Responses out) {
        this.client = client;
        this.door = door;
        this.out = out;
    }

    /** False where an EXPUNGE would make the client's numbers mean something else (RFC 9051 §7.5.1). */
    static boolean mayTellExpunges(ImapCommand command) {
        boolean byUid = command instanceof ImapCommand.Fetch fetch && fetch.uid()
                || command instanceof ImapCommand.Store store && store.uid()
                || command instanceof ImapCommand.Search search && search.uid()
                || command instanceof ImapCommand.Sort sort && sort.uid()
                || command instanceof ImapCommand.Thread thread && thread.uid();
        return byUid || !NUMBERED.contains(command.verb()) && !TELLING_NOTHING.contains(command.verb());
    }

    Tagged obey(String tag, ImapCommand command) throws MailboxRefused, IOException {
        AccountCommands account = new AccountCommands(client, door, out);
        return switch (command.verb()) {
            case SELECT, EXAMINE -> account.select((ImapCommand.Select) command);
            case CREATE -> account.create((ImapCommand.Create) command);
            case DELETE -> account.delete((ImapCommand.Named) command);
            case SUBSCRIBE, UNSUBSCRIBE -> account.subscribe((ImapCommand.Named) command);
            case RENAME -> account.rename((ImapCommand.Rename) command);
            case STATUS -> account.status((ImapCommand.Status) command);
            case APPEND -> account.append((ImapCommand.Append) command);
            case GETQUOTA, GETQUOTAROOT, SETQUOTA, SETACL, DELETEACL, GETACL, LISTRIGHTS, MYRIGHTS ->
                    new SharingCommands(client, door, out).obey(command);
            case GETMETADATA -> new MetadataCommands(client, door, out).get((ImapCommand.GetMetadata) command);
            case SETMETADATA -> new MetadataCommands(client, door, out).set((ImapCommand.SetMetadata) command);
            case LIST -> new ListCommand(client, door, out).list((ImapCommand.ListNames) command);
            case LSUB -> new ListCommand(client, door, out).lsub((ImapCommand.Lsub) command);
            case NOOP, CHECK -> Tagged.ok(command.verb());
            default -> selected(tag, command);
        };
    }

    private Tagged selected(String tag, ImapCommand command) throws MailboxRefused, IOException {
        MessageCommands messages = new MessageCommands(client, door, out);
        return switch (command.verb()) {
            case FETCH -> messages.fetch((ImapCommand.Fetch) command);
            case STORE -> messages.store((ImapCommand.Store) command);
            case COPY, MOVE -> messages.copy((ImapCommand.Copy) command);
            case REPLACE -> messages.replace((ImapCommand.Replace) command);
            case EXPUNGE -> messages.expunge(((ImapCommand.Expunge) command).uids());
            case CLOSE, UNSELECT -> messages.leave(command.verb());
            case SEARCH -> {
                ImapCommand.Search search = (ImapCommand.Search) command;
                prepare(messages, search.key());
                yield new SearchCommand(client, door, out).search(tag, search);
            }
            case SORT -> {
                ImapCommand.Sort sort = (ImapCommand.Sort) command;
                prepare(messages, sort.key());
                yield new SortCommand(client, door, out).sort(tag, sort);
            }
            case THREAD -> {
                ImapCommand.Thread thread = (ImapCommand.Thread) command;
                prepare(messages, thread.key());
                yield new SortCommand(client, door, out).thread(tag, thread);
            }
            default -> throw new IllegalStateException(command.verb() + " asks nobody");
        };
    }

    private static void prepare(MessageCommands messages, Optional<SearchKey> key) throws MailboxRefused, IOException {
        if (key.filter(SearchKey::asksModseq).isPresent()) {
            messages.condstore();
        }
        messages.refresh(false);
    }
}
