package org.mercurymail.imap;

import java.util.Optional;

/** What is announced (RFC 9051 §6.1.1): nothing that does not work, and nothing before it may be used. */
final class Capabilities {

    private static final String ALWAYS = "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE";
    private static final String AFTER_LOGIN = " NAMESPACE UIDPLUS UNSELECT CHILDREN LIST-EXTENDED LIST-STATUS"
            + " SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE MOVE ESEARCH SEARCHRES WITHIN CONDSTORE QRESYNC BINARY"
            + " OBJECTID UTF8=ACCEPT SORT SORT=DISPLAY THREAD=ORDEREDSUBJECT THREAD=REFERENCES"
            + " PREVIEW SAVEDATE ESORT PARTIAL QUOTA QUOTA=RES-STORAGE ACL RIGHTS=texk LIST-MYRIGHTS"
            + " MULTIAPPEND CATENATE REPLACE INPROGRESS METADATA COMPRESS=DEFLATE";

    private Capabilities() { }

    static String of(ClientState client) {
        if (client.isLoggedIn()) {
            return ALWAYS + AFTER_LOGIN + " APPENDLIMIT=" + client.doorway().maxAppend();
        }
        boolean secure = client.peer().secure();
        return ALWAYS + (client.doorway().tlsOffered() && !secure ? " STARTTLS" : "")
                + (client.mayLogin() ? " " + client.sasl().words("AUTH=") : " LOGINDISABLED"); // RFC 9051 §6.2.3
    }

    /** What a name after ENABLE switches on. */
    static Optional<ClientState.Extension> extension(String name) {
        return switch (name) {
            case "IMAP4REV2" -> Optional.of(ClientState.Extension.IMAP4REV2);
            case "UTF8=ACCEPT" -> Optional.of(ClientState.Extension.UTF8);
            case "CONDSTORE" -> Optional.of(ClientState.Extension.CONDSTORE);
            case "QRESYNC" -> Optional.of(ClientState.Extension.QRESYNC);
            default -> Optional.empty();
        };
    }
}
