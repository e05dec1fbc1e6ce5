import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Plausible mail for the benchmark of searches, the same for the same number: six languages in their charsets and
 * transfer encodings, words of Zipf's frequencies, lengths from a line to some pages, HTML beside the text,
 * attachments, headers as they come through two relays. What the benchmark looks for is put in at known rates.
 */
final class Corpus {

    /** In the text of one message of 10,000, of every third, and in the subject of one of 1,000. */
    static final String RARE = "zephyrwick", COMMON = "quarterly", SUBJECT = "invoice 2026";

    /** The sender of one message of 500. */
    static final String SENDER = "margarethe.oberlander";

    private enum Language {
        ENGLISH("utf-8", "quoted-printable", "the and of to in that for with this you have will meeting report please",
                "ab er in ation con pre ment ing ly st ra te vi or de un al per ow ex"),
        GERMAN("iso-8859-1", "quoted-printable", "der die und in den von zu mit für das nicht über können müssen größe",
                "sch ein ver ge be ung lich ter auf ßen ä ün er an stel lung ö keit ab"),
        FRENCH("utf-8", "base64", "le la les des et à pour dans que qui réunion déjà être où ça très après même",
                "ent tion é eur ment con re dé ai ou ris que ver é lle pro nce î té"),
        RUSSIAN("koi8-r", "8bit", "и в не на что как по это все для или если при отчёт письмо встреча",
                "пре ов ст ние ра ко ме то ро ва ли но ский де ть за про ек"),
        JAPANESE("iso-2022-jp", "7bit", "会議 報告 資料 よろしく お願い します について ありがとう 本日 予定 確認",
                "会 議 報 告 日 本 東 京 資 料 確 認 ます です した ない 予 定 送 付"),
        CHINESE("gb18030", "base64", "我们 会议 报告 请 谢谢 明天 公司 项目 附件 时间 关于 今天",
                "会 议 报 告 中 国 上 海 公 司 项 目 时 间 工 作 问 题 客 户");

        private final Charset charset;
        private final String encoding;
        private final String[] common;
        private final String[] syllables;

        Language(String charset, String encoding, String common, String syllables) {
            this.charset = Charset.forName(charset);
            this.encoding = encoding;
            this.common = common.split(" ");
            this.syllables = syllables.split(" ");
        }
    }

    private static final int RARER_WORDS = 30_000;

    private final Random random;
    private final Language language;
    private final int number;

    private Corpus(int number) {
        this.number = number;
        random = new Random(number * 0x9E3779B97F4A7C15L);
        int chance = random.nextInt(100);
        language = Language.values()[chance < 55 ? 0 : chance < 70 ? 1 : chance < 82 ? 2 : chance < 90 ? 3
                : chance < 95 ? 4 : 5];
    }

    /** The message of this number, with CRLF. */
    static byte[] message(int number) {
        return new Corpus(number).message();
    }

    private byte[] message() {
        String text = text();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, header());
        boolean html = random.nextInt(3) == 0;
        boolean attached = random.nextInt(10) == 0;
        if (!html && !attached) {
            part(out, "plain", text);
            return out.toByteArray();
        }
        write(out, "Content-Type: multipart/" + (attached ? "mixed" : "alternative")
                + "; boundary=\"=_b\"\r\n\r\n--=_b\r\n");
        part(out, "plain", text);
        write(out, "\r\n--=_b\r\n");
        if (attached) {
            byte[] bytes = new byte[20_000];
            random.nextBytes(bytes);
            write(out, "Content-Type: application/pdf; name=r.pdf\r\nContent-Transfer-Encoding: base64\r\n"
                    + "Content-Disposition: attachment\r\n\r\n" + Base64.getMimeEncoder().encodeToString(bytes));
        } else {
            part(out, "html", "<html><body><p style=\"margin:0\">" + text.replace("\r\n", "<br>\r\n</p><p>")
                    + "</p></body></html>");
        }
        write(out, "\r\n--=_b--\r\n");
        return out.toByteArray();
    }

    private String header() {
        byte[] signature = new byte[192];
        random.nextBytes(signature);
        String subject = number % 1000 == 7 ? "Your " + SUBJECT : word() + ' ' + word() + ' ' + word();
        String from = number % 500 == 3 ? SENDER : name() + '.' + name();
        return "Received: from relay" + random.nextInt(9) + ".isp.test by mx.firm.test with ESMTPS id " + hex()
                + ";\r\n"
                + "\tTue, 24 Nov 2026 10:" + (10 + number % 50) + ":00 +0000\r\n"
                + "DKIM-Signature: v=1; a=rsa-sha256; d=isp.test; s=k1; h=from:to:subject;\r\n b="
                + Base64.getEncoder().encodeToString(signature) + "\r\n"
                + "Message-ID: <" + hex() + hex() + "@isp.test>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
                + "From: " + name() + " <" + from + "@isp.test>\r\nTo: u1@mercury.test\r\n"
                + "Subject: " + word(subject) + "\r\nMIME-Version: 1.0\r\nX-Mailer: Corpus 1.0\r\n";
    }


    /** RFC 2047, where the text is not ASCII. */
    private static String word(String text) {
        return text.chars().allMatch(c -> c < 128) ? text : "=?utf-8?B?"
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private void part(ByteArrayOutputStream out, String subtype, String text) {
        write(out, "Content-Type: text/" + subtype + "; charset=" + language.charset.name().toLowerCase()
                + "\r\nContent-Transfer-Encoding: " + language.encoding + "\r\n\r\n");
        byte[] bytes = text.getBytes(language.charset);
        switch (language.encoding) {
            case "base64" -> out.writeBytes(Base64.getMimeEncoder().encode(bytes));
            case "quoted-printable" -> quoted(out, bytes);
            default -> out.writeBytes(bytes);
        }
        write(out, "\r\n");
    }

    private static void quoted(ByteArrayOutputStream out, byte[] bytes) {
        int column = 0;
        for (byte b : bytes) {
            boolean plain = b == '\r' || b == '\n' || b >= ' ' && b < 127 && b != '=';
            if (column > 70 && b != '\r' && b != '\n') {
                write(out, "=\r\n");
                column = 0;
            }
            if (plain) {
                out.write(b);
            } else {
                write(out, String.format("=%02X", b & 0xff));
            }
            column = b == '\n' ? 0 : column + (plain ? 1 : 3);
        }
    }

    private String text() {
        int words = (int) Math.min(4000, 20 + 180 * Math.exp(random.nextGaussian()));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            all.add(word());
        }
        if (number % 3 == 0) {
            all.set(random.nextInt(words), COMMON);
        }
        if (number % 10_000 == 4321) {
            all.set(random.nextInt(words), RARE);
        }
        StringBuilder text = new StringBuilder();
        int line = 0;
        String space = language == Language.JAPANESE || language == Language.CHINESE ? "" : " ";
        for (String word : all) {
            text.append(word);
            line += word.length() + 1;
            if (line > 65) {
                text.append("\r\n");
                line = 0;
            } else {
                text.append(word.charAt(0) < 128 ? " " : space);
            }
        }
        return text.toString();
    }

    /** Every second a common one; the others by rank, the n-th n times rarer than the first. */
    private String word() {
        if (random.nextBoolean()) {
            return language.common[(int) (language.common.length * Math.pow(random.nextDouble(), 2))];
        }
        int rank = (int) Math.exp(random.nextDouble() * Math.log(RARER_WORDS));
        Random letters = new Random(rank * 31L + language.ordinal());
        StringBuilder word = new StringBuilder();
        for (int i = 0, n = 2 + letters.nextInt(3); i < n; i++) {
            word.append(language.syllables[letters.nextInt(language.syllables.length)]);
        }
        return word.toString();
    }

    private String name() {
        Random letters = new Random(random.nextInt(400));
        String[] syllables = Language.ENGLISH.syllables;
        return syllables[letters.nextInt(syllables.length)] + syllables[letters.nextInt(syllables.length)]
                + syllables[letters.nextInt(syllables.length)];
    }

    private String hex() {
        return Long.toHexString(random.nextLong());
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
