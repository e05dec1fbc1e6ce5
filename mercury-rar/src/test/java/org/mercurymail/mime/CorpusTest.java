package org.mercurymail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Scans every message of the shared data, which is not part of the sources: where it is absent these are skipped. */
final class CorpusTest {

    private static final Path DATA = Path.of(System.getProperty("mercury.test.data", "/work/shared/data"), "mime");

    /** Where we say otherwise, and why. */
    private static final Map<String, String> OTHER_THAN_STALWART = Map.ofEntries(
            Map.entry("malformed/000.eml", "delimiters behind each other enclose an empty part (RFC 2046 §5.1.1)"),
            Map.entry("malformed/001.eml", "--ab is the outer delimiter exactly, the inner one --a only begins it"),
            Map.entry("malformed/007.eml", "inside the header only --a is known, and --ab begins with it (§5.1.1)"),
            Map.entry("malformed/009.eml", "an outer delimiter ends the inner multipart (RFC 2046 §5.1.2)"),
            Map.entry("malformed/012.eml", "the same"),
            Map.entry("malformed/013.eml", "a last delimiter that does not close begins an empty part"),
            Map.entry("malformed/016.eml", "an outer delimiter ends the inner multiparts; longest delimiter wins"),
            Map.entry("malformed/019.eml", "boundaries compare by case (RFC 2046 §5.1.1); lines of text end a header"),
            Map.entry("malformed/021.eml", "an outer delimiter ends the inner multipart; their tree stops there"),
            Map.entry("malformed/022.eml", "message/rfc822 holds a message, however short (RFC 2046 §5.2.1)"),
            Map.entry("thirdparty/015.eml", "a message cut short ends at the outer delimiter; its sibling follows"));

    private static final Map<String, String> OTHER_THAN_MIME4J = Map.of(
            "bad-newlines-multiple-parts-base64.msg", "message/rfc822 may not be base64 (RFC 2046 §5.2.1): not decoded",
            "base64encoded-rfc822message-nested.msg", "the same",
            "weird-boundary.msg", "a boundary does not end with a space (RFC 2046 §5.1.1)",
            "very-long-boundary.msg", "the same",
            "very-very-long-boundary.msg", "longer than 1000 octets: text to look at");

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(DATA));
    }

    @Test
    void everyMessageScansAndItsPartsCoverItsBytes() throws Exception {
        int count = 0;
        for (Path file : messages(DATA)) {
            byte[] bytes = Files.readAllBytes(file);
            MimeMessageScan scan = Scans.scan(bytes);
            if (!new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).contains("\r")) {
                MimeMessageScan withCrLf = Scans.scan(crLf(bytes));
                assertEquals(Scans.shape(scan.root()), Scans.shape(withCrLf.root()), file::toString);
                assertEquals(scan.summary(), withCrLf.summary(), file::toString);
            }
            count++;
        }
        assertTrue(count > 150, "messages scanned: " + count);
    }

    @Test
    void treesAgreeWithStalwart() throws Exception {
        Map<String, String> differ = new TreeMap<>();
        int count = 0;
        for (Path file : messages(DATA.resolve("stalwart-mail-parser"))) {
            String name = file.getFileName().toString();
            Path json = file.resolveSibling(name.replace(".eml", ".json"));
            String expected = shape(Json.map(Json.read(json)));
            String ours = Scans.shape(Scans.scan(Files.readAllBytes(file)).root());
            if (!expected.equals(ours)) {
                differ.put(file.getParent().getFileName() + "/" + name,
                        "\n  theirs " + expected + "\n  ours   " + ours);
            }
            count++;
        }
        assertTrue(count > 70, "messages compared: " + count);
        assertEquals(OTHER_THAN_STALWART.keySet(), differ.keySet(), differ::toString);
    }

    @Test
    void treesAgreeWithMime4j() throws Exception {
        Map<String, String> differ = new TreeMap<>();
        int count = 0;
        for (Path file : messages(DATA.resolve("james-mime4j/testmsgs"))) {
            String name = file.getFileName().toString();
            Path xml = file.resolveSibling(name.replace(".msg", ".xml"));
            Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile())
                    .getDocumentElement();
            String expected = shape(root);
            String ours = Scans.shape(Scans.scan(Files.readAllBytes(file)).root())
                    .replaceAll("[a-z0-9]+/[a-z0-9-]+", "").replace(" ", "+");
            if (!expected.equals(ours)) {
                differ.put(name, "\n  theirs " + expected + "\n  ours   " + ours);
            }
            count++;
        }
        assertTrue(count > 30, "messages compared: " + count);
        assertEquals(OTHER_THAN_MIME4J.keySet(), differ.keySet(), differ::toString);
    }

    private static List<Path> messages(Path under) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(under)) {
            return files.filter(Files::isRegularFile).filter(f -> {
                String name = f.getFileName().toString();
                return name.endsWith(".eml") || name.endsWith(".msg") || name.matches("msg_\\d+\\.txt");
            }).sorted().toList();
        }
    }

    private static byte[] crLf(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : bytes) {
            if (b == '\n') {
                out.write('\r');
            }
            out.write(b);
        }
        return out.toByteArray();
    }

    /** Stalwart's list of parts as a tree; its first part is the message itself. */
    private static String shape(Map<String, Object> message) {
        return shape(message, 0);
    }

    private static String shape(Map<String, Object> message, int index) {
        Map<String, Object> part = Json.map(Json.list(message.get("parts")).get(index));
        Map.Entry<String, Object> body = Json.map(part.get("body")).entrySet().iterator().next();
        String type = type(part);
        if (body.getKey().equals("Message")) {
            String message822 = type.startsWith("message/") ? type : "message/rfc822";
            return message822 + "[" + shape(Json.map(body.getValue()), 0) + "]";
        }
        if (!body.getKey().equals("Multipart")) {
            return type;
        }
        List<String> children = new ArrayList<>();
        for (Object child : Json.list(body.getValue())) {
            children.add(shape(message, ((Long) child).intValue()));
        }
        return type + "(" + String.join(" ", children) + ")";
    }

    private static String type(Map<String, Object> part) {
        for (Object header : Json.list(part.get("headers"))) {
            if ("content_type".equals(Json.map(header).get("name"))) {
                Object value = Json.map(header).get("value");
                if (value instanceof Map<?, ?> map && map.containsKey("ContentType")) {
                    Map<String, Object> type = Json.map(map.get("ContentType"));
                    return type.get("c_type") + "/" + type.get("c_subtype");
                }
            }
        }
        return "text/plain";
    }

    /** mime4j's tree without types: they are not in its XML. */
    private static String shape(Element node) {
        StringBuilder out = new StringBuilder();
        for (Node n = node.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element child) {
                switch (child.getTagName()) {
                    case "message" -> out.append('[').append(shape(child)).append(']');
                    case "multipart" -> out.append('(').append(parts(child)).append(')');
                    default -> { }
                }
            }
        }
        return out.toString();
    }

    private static String parts(Element multipart) {
        List<String> parts = new ArrayList<>();
        for (Node n = multipart.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element child && child.getTagName().equals("body-part")) {
                parts.add(shape(child));
            }
        }
        return String.join("+", parts);
    }
}
