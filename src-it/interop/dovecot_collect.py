"""A thousand messages in Dovecot's mailbox `box` come over, each once and unchanged, to whom Delivered-To says."""
import base64
import imaplib
import json
import os
import poplib
import smtplib
import sys
import time
import urllib.error
import urllib.request
import uuid

lmtp_socket, certificate = sys.argv[1:]
port = {name: int(os.environ[name]) for name in ("HTTP", "IMAP", "DOVECOT_POP3_PORT", "DOVECOT_POP3S_PORT")}
firm = "firm%s.test" % uuid.uuid4().hex[:8]
secret = "correct horse"
admin = "Basic " + base64.b64encode(b"admin@mercury.test:secret").decode()


def rest(verb, path, body=None):
    request = urllib.request.Request("http://127.0.0.1:%d/api/v1/%s" % (port["HTTP"], path), method=verb,
                                     data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": admin, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as e:
        sys.exit("FAILED: %s %s -> %d %s" % (verb, path, e.code, e.read().decode()))


def fill(count, token):
    """By LMTP, as a provider's MX hands over what it caught for the domain; who gets it -> what was sent."""
    sent = {}
    with smtplib.LMTP(lmtp_socket) as lmtp:
        for i in range(count):
            who = ("desk", "boss", "nobody")[i % 3]
            message = ("Delivered-To: %s@%s\r\nFrom: <a@away.test>\r\nTo: <everybody@%s>\r\n"
                       "Subject: %s-%d\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <%s-%d@away.test>\r\n"
                       "\r\n.\r\n..%d\r\n%s\r\n" % (who, firm, firm, token, i, token, i, i, "x" * (i % 70))).encode()
            refused = lmtp.sendmail("a@away.test", ["box@provider.test"], message)
            assert refused == {}, refused
            sent.setdefault("rest" if who == "nobody" else who, {})["%s-%d" % (token, i)] = message
    return sent


def left():
    pop3 = poplib.POP3("127.0.0.1", port["DOVECOT_POP3_PORT"], timeout=20)
    pop3.user("box")
    pop3.pass_("secret")
    count = pop3.stat()[0]
    pop3.quit()
    return count


def until(what, condition):
    end = time.time() + 240
    while True:
        value = condition()
        if value:
            return value
        assert time.time() < end, "still not: " + what
        time.sleep(0.2)


def check(sent):
    for who, messages in sent.items():
        with imaplib.IMAP4("127.0.0.1", port["IMAP"], timeout=60) as imap:
            imap.login("%s@%s" % (who, firm), secret)
            imap.select("INBOX")
            kind, found = imap.fetch("1:*", "(BODY.PEEK[])")
            assert kind == "OK", found
            bodies = [part[1] for part in found if isinstance(part, tuple)]
            subjects = [body.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for body in bodies]
            assert sorted(subjects) == sorted(messages), "%s got %d, not %d" % (who, len(subjects), len(messages))
            for subject, body in zip(subjects, bodies):
                assert body.endswith(messages[subject]), body
            imap.store("1:*", "+FLAGS.SILENT", "(\\Deleted)")
            imap.expunge()


rest("POST", "domains", {"name": firm})
for name in ("desk", "boss", "rest"):
    rest("POST", "accounts", {"address": "%s@%s" % (name, firm), "password": secret})
for tls, pop3, count in (("none", "DOVECOT_POP3_PORT", 1000), ("stls", "DOVECOT_POP3_PORT", 100),
                         ("tls", "DOVECOT_POP3S_PORT", 1000)):
    sent = fill(count, tls + uuid.uuid4().hex[:6])
    assert left() == count
    start = time.time()
    collector = "collectors/%d" % rest("POST", "collectors", {
        "server": "127.0.0.1", "port": port[pop3], "tls": tls, "login": "box", "secret": "secret", "domain": firm,
        "account": "rest@" + firm, "intervalSeconds": 86400})["id"]
    if tls != "none":
        seen = until("the first visit", lambda: [c for c in [rest("GET", collector)] if "visited" in c])[0]
        assert seen["trouble"] == "certificate-refused", seen
        assert left() == count
        with open(certificate) as pem:
            rest("PATCH", collector, {"certificate": pem.read(), "secret": "secret"})
        start = time.time()
    until("all of it gone there", lambda: rest("GET", collector)["collected"] == count)
    took = time.time() - start
    assert left() == 0
    assert rest("GET", collector)["outcome"] == ""
    check(sent)
    rest("DELETE", collector)
    print("%s: %d messages in %.1f s" % (tls, count, took))
