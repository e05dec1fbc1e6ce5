package org.mercurymail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** A name server on loopback that knows what a test tells it, and says NXDOMAIN to the rest. */
final class NameServer implements AutoCloseable {

    private static final int TTL = 1;

    private final DatagramSocket socket;
    private final Map<String, Record> addresses = new ConcurrentHashMap<>();
    private final Map<String, Record> texts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> asked = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    NameServer() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    void address(String name, String ip) {
        try {
            Name at = Name.fromString(name + ".");
            addresses.put(name, new ARecord(at, DClass.IN, TTL, InetAddress.getByName(ip)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void text(String name, String text) {
        try {
            texts.put(name, new TXTRecord(Name.fromString(name + "."), DClass.IN, TTL, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives no answer to anything that ends so. */
    void beSilentAbout(String zone) {
        silent.add(zone);
    }

    /** How often the name was asked for. */
    int asked(String name) {
        return asked.getOrDefault(name, 0);
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                answer(packet);
            } catch (IOException closedOrNonsense) {
                // the next one, or the end
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        byte[] bytes = new byte[packet.getLength()];
        System.arraycopy(packet.getData(), packet.getOffset(), bytes, 0, bytes.length);
        Message query = new Message(bytes);
        Record question = query.getQuestion();
        String name = question.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
        asked.merge(name, 1, Integer::sum);
        if (silent.stream().anyMatch(name::endsWith)) {
            return;
        }
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(question, Section.QUESTION);
        Record found = question.getType() == Type.A ? addresses.get(name)
                : question.getType() == Type.TXT ? texts.get(name) : null;
        if (found != null) {
            reply.addRecord(found, Section.ANSWER);
        } else if (!addresses.containsKey(name) && !texts.containsKey(name)) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        byte[] wire = reply.toWire();
        socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
