"""Says the dialogues of dialogues.txt to Mercury and to Dovecot, and compares what they answer.

A dialogue begins with `= NAME` in a mailbox `dlg` of its own with the messages of fixtures(); each line is a command; `\\r\\n`
and `\\0` in it are octets. What servers may choose is levelled before the comparison: UIDVALIDITY, MODSEQ, words for people,
the order of items and of flags. Every difference that is left must stand in differences.txt with the RFC section that
decides; one that is told there and not found fails too.
"""
import os
import re
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
USER = "u6@mercury.test"


class Server:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.file = self.socket.makefile("rb")
        self.tag = 0
        self.response()
        self.ok('LOGIN %s secret' % USER)

    def response(self):
        """One response with its literals."""
        octets = b""
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError(octets)
            octets += line
            literal = re.search(rb"\{(\d+)\}\r\n$", line)
            if not literal:
                return octets[:-2].decode("latin-1")
            octets += self.file.read(int(literal.group(1)))

    def say(self, command):
        """The untagged responses, and the tagged one without its tag."""
        self.tag += 1
        name = "t%d" % self.tag
        self.socket.sendall(("%s %s\r\n" % (name, command)).encode("latin-1"))
        untagged = []
        while True:
            response = self.response()
            if response.startswith("+"):
                self.socket.sendall(b"DONE\r\n")
                untagged.append("+")
            elif response.startswith(name + " "):
                return untagged, response[len(name) + 1:]
            else:
                untagged.append(response)

    def ok(self, command):
        untagged, tagged = self.say(command)
        assert tagged.startswith("OK"), command + " -> " + tagged
        return untagged

    def begin(self):
        self.say("CLOSE")
        for name in ("dlg", "dlg2", "dlg/sub", "renamed", "&AOk-t&AOk-"):
            self.say('DELETE "%s"' % name)
            self.say('UNSUBSCRIBE "%s"' % name)
        self.ok("CREATE dlg")
        for flags, date, message in fixtures():
            self.ok('APPEND dlg (%s) "%s" {%d+}\r\n%s' % (flags, date, len(message), message))
        self.ok("SELECT dlg")


def fixtures():
    plain = ("Date: Mon, 7 Feb 1994 21:52:25 -0800\r\nFrom: Fred Foobar <foobar@b.example>\r\nSubject: afternoon meeting\r\n"
             "To: mooch@o.example\r\nMessage-Id: <1@b.example>\r\n\r\nHello Joe, do you think we can meet at 3:30 tomorrow?\r\n")
    answer = ("Date: Tue, 8 Feb 1994 09:00:00 +0000\r\nFrom: mooch@o.example\r\nTo: foobar@b.example\r\n"
              "Cc: \"Doe, Jane\" <jane@b.example>, team: a@b.example, b@b.example;\r\nSubject: Re: afternoon meeting\r\n"
              "Message-Id: <2@o.example>\r\nIn-Reply-To: <1@b.example>\r\nReferences: <1@b.example>\r\n\r\nYes.\r\n")
    parts = ("Date: Wed, 9 Feb 1994 09:00:00 +0100\r\nFrom: c@b.example\r\nSubject: files\r\nMessage-Id: <3@b.example>\r\n"
             "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\npreamble\r\n--cut\r\n"
             "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9\r\n--cut\r\n"
             "Content-Type: application/octet-stream; name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n"
             "Content-Disposition: attachment; filename=\"a.bin\"\r\n\r\nAAECAw==\r\n--cut\r\nContent-Type: message/rfc822\r\n\r\n"
             "From: inner@b.example\r\nSubject: inside\r\n\r\ninner text\r\n--cut--\r\n")
    bare = "Subject: no date\r\n\r\n"
    return [("\\Seen", "08-Feb-1994 05:52:25 +0000", plain), ("\\Answered $Work", "08-Feb-1994 09:01:00 +0000", answer),
            ("", "09-Feb-1994 08:01:00 +0000", parts), ("\\Flagged \\Draft", "01-Mar-2020 00:00:00 +0000", bare)]


def levelled(response):
    text = response
    text = re.sub(r"MODSEQ \(\d+\)", "MODSEQ (M)", text)
    text = re.sub(r"(HIGHESTMODSEQ|MODIFIED|UIDVALIDITY|MODSEQ) \d+", r"\1 M", text)
    text = re.sub(r"(APPENDUID|COPYUID) \d+", r"\1 V", text)
    text = re.sub(r"(MAILBOXID|EMAILID|THREADID) \([^)]*\)", r"\1 (I)", text)
    text = re.sub(r"TAG \"t\d+\"", "TAG T", text)
    text = re.sub(r'INTERNALDATE "0(\d-)', r'INTERNALDATE " \1', text)
    text = re.sub(r"HEADER\.FIELDS(\.NOT)? \(([^)]*)\)", lambda m: m.group(0).upper(), text)
    text = re.sub(r"^\* ESEARCH \(TAG T\)(.*)$", lambda m: "* ESEARCH " + " ".join(sorted(re.findall(
        r"UID|[A-Z]+ [\d:,]+", m.group(1)))), text)
    text = re.sub(r"FLAGS \(([^)]*)\)", lambda m: "FLAGS (" + " ".join(sorted(m.group(1).split(), key=str.lower)) + ")", text)
    if re.match(r"\* (OK|NO|BAD|BYE)", text) or re.match(r"(OK|NO|BAD)", text):
        coded = re.match(r"((?:\* )?(?:OK|NO|BAD|BYE))(?: (\[[^\]]*\]))?", text)
        text = coded.group(1) + (" " + coded.group(2) if coded.group(2) else "")
    fetch = re.match(r"(?s)(\* \d+ FETCH )\((.*)\)$", text)
    if fetch:
        text = fetch.group(1) + "(" + " ".join(sorted(items(fetch.group(2)))) + ")"
    listed = re.match(r"\* (LIST|LSUB) \(([^)]*)\) (.*)$", text)
    if listed:
        name = listed.group(3).replace('"INBOX"', "INBOX")
        name = re.sub(r'^("/"|"\."|NIL) "?([^"]*)"?', r"\1 \2", name)
        text = "* %s (%s) %s" % (listed.group(1), " ".join(sorted(listed.group(2).split())), name.replace('"." ', '"/" '))
    return text


def items(text):
    """The items of a FETCH response: each name with its value; what cannot be read is one item."""
    try:
        return read_items(text)
    except (IndexError, AttributeError):
        return [text]


def read_items(text):
    out, at = [], 0
    while at < len(text):
        name = re.compile(r"[A-Z0-9.]+(\[[^\]]*\](<\d+>)?)?", re.I).match(text, at)
        begin = at
        at = value_end(text, name.end() + 1)
        out.append(text[begin:at])
        at += 1
    return out


def value_end(text, at):
    literal = re.compile(r"~?\{(\d+)\}\r\n").match(text, at)
    if literal:
        return literal.end() + int(literal.group(1))
    if text[at] == '"':
        return re.compile(r'"(\\.|[^"\\])*"').match(text, at).end()
    if text[at] != "(":
        return re.compile(r"[^ ]*").match(text, at).end()
    at += 1
    while text[at] != ")":
        at = value_end(text, at) if text[at] != " " else at + 1
    return at + 1


def answer(server, command):
    untagged, tagged = server.say(command)
    kept = [levelled(one) for one in untagged]
    # what servers tell or not as they like, and UIDs that RFC 9051 §7.5.2 adds
    kept = [one for one in kept if not re.match(r"\* (CAPABILITY|ID|NAMESPACE|OK$|OK \[(PERMANENTFLAGS|UIDNEXT|UNSEEN|NOMODSEQ|CLOSED"
                                                r"|HIGHESTMODSEQ|MAILBOXID))", one)]
    if not re.match("SELECT|EXAMINE", command):
        kept = [one for one in kept if not re.match(r"\* \d+ RECENT", one)]
    if re.match("(UID )?STORE", command):
        kept = [re.sub(r"FETCH \(UID \d+ ", "FETCH (", one) for one in kept]
    return sorted(kept) + [re.sub(r" \[(CAPABILITY|MAILBOXID|HIGHESTMODSEQ|BADCHARSET|BADURL)[^\]]*\]", "", levelled(tagged))]


def same(one, other):
    """A response code that only one of them gives is no difference, if the status is the same."""
    return one[:-1] == other[:-1] and (one[-1] == other[-1] or one[-1].split()[0] == other[-1].split()[0]
                                       and min(len(one[-1].split()), len(other[-1].split())) == 1)


def dialogues():
    name, commands = "", []
    for line in open(os.path.join(HERE, "dialogues.txt"), encoding="latin-1"):
        line = line.rstrip("\n")
        if line.startswith("= "):
            if commands:
                yield name, commands
            name, commands = line[2:], []
        elif line and not line.startswith("#"):
            commands.append(line.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0"))
    yield name, commands


def known():
    out = {}
    for line in open(os.path.join(HERE, "differences.txt"), encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            where, reason = line.rstrip("\n").split(" | ", 1)
            out[where] = reason
    return out


def main():
    mercury, dovecot = (int(port) for port in sys.argv[1:3])
    expected, found, said = known(), set(), 0
    for name, commands in dialogues():
        servers = [Server(mercury), Server(dovecot)]
        for server in servers:
            server.begin()
        for number, command in enumerate(commands, 1):
            answers = [answer(server, command) for server in servers]
            said += 1
            where = "%s:%d" % (name, number)
            if not same(*answers):
                found.add(where)
                if where not in expected:
                    print("%s  %s\n  Mercury  %r\n  Dovecot  %r" % (where, command.encode("unicode_escape").decode(), *answers))
    gone = sorted(set(expected) - found)
    for where in gone:
        print("%s is no difference any more" % where)
    print("%d commands in both, %d differ and are explained" % (said, len(found & set(expected))))
    sys.exit(1 if gone or found - set(expected) else 0)


main()
