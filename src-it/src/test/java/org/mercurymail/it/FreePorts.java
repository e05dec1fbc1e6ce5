package org.mercurymail.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports that nobody listens on, out of the range {@code mercury.it.ports}, each given again only when all were. */
final class FreePorts {

    private static final int FIRST;
    private static final int LAST;
    private static int next;

    static {
        String[] range = System.getProperty("mercury.it.ports", "24000-24199").split("-");
        FIRST = Integer.parseInt(range[0]);
        LAST = Integer.parseInt(range[1]);
        next = FIRST;
    }

    private FreePorts() {
    }

    static synchronized int take() {
        for (int tried = FIRST; tried <= LAST; tried++) {
            int port = next;
            next = next == LAST ? FIRST : next + 1;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port in " + FIRST + "-" + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
