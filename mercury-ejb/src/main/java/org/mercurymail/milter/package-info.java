/**
 * The client's side of the milter protocol, version 6: a program beside us (rspamd, OpenDKIM, clamav-milter) sees a whole
 * message before it is acknowledged, and may refuse or change it. Opens one connection for each message, since the
 * message is here before the program is asked. Never decides itself, and never keeps a message.
 */
package org.mercurymail.milter;
