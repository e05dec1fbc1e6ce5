package org.mercurymail.milter;

import java.net.InetAddress;
import java.util.Optional;
import org.mercurymail.mail.Address;

/**
 * Who hands a message over, as milters are told.
 *
 * @param id     our name for the connection or the call, for the milter's log
 * @param door   the listener or service: {@code mx}, {@code submission}, {@code webmail} and their like
 * @param from   where the client is; loopback for who is inside this server
 * @param helo   what it called itself
 * @param login  who it is, if it logged in
 */
public record Handing(String id, String door, InetAddress from, int port, String helo, boolean secure,
        Optional<Address> login) { }
