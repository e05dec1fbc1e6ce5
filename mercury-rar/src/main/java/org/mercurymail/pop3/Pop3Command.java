package org.mercurymail.pop3;

import java.util.Optional;
import java.util.OptionalInt;

/** What a client said, one record a verb. The text form of a command with a secret does not show it. */
sealed interface Pop3Command {

    Pop3Verb verb();

    record User(String name) implements Pop3Command {
        @Override
        public Pop3Verb verb() {
            return Pop3Verb.USER;
        }
    }

    record Pass(String secret) implements Pop3Command {
        @Override
        public Pop3Verb verb() {
            return Pop3Verb.PASS;
        }

        @Override
        public String toString() {
            return "Pass";
        }
    }

    /** @param initial the initial response as written; {@code =} stands for an empty one (RFC 5034 §4) */
    record Auth(String mechanism, Optional<String> initial) implements Pop3Command {
        @Override
        public Pop3Verb verb() {
            return Pop3Verb.AUTH;
        }

        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** LIST or UIDL, of one message or of all. */
    record Listing(Pop3Verb verb, OptionalInt message) implements Pop3Command { }

    /** RETR, DELE: of one message. */
    record OnMessage(Pop3Verb verb, int message) implements Pop3Command { }

    record Top(int message, int lines) implements Pop3Command {
        @Override
        public Pop3Verb verb() {
            return Pop3Verb.TOP;
        }
    }

    /** LANG: which language, or none to hear which there are. */
    record Lang(Optional<String> language) implements Pop3Command {
        @Override
        public Pop3Verb verb() {
            return Pop3Verb.LANG;
        }
    }

    /** A verb alone. */
    record Plain(Pop3Verb verb) implements Pop3Command { }
}
