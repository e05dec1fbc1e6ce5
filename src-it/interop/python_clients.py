"""Submit with smtplib, read with imaplib and poplib: what went in comes out."""
import imaplib
import os
import poplib
import smtplib
import ssl
import time
import uuid

port = {name: int(os.environ[name]) for name in ("SUBMISSION", "IMAP", "POP3")}
user = "u5@mercury.test"
token = str(uuid.uuid4())
message = ("From: <u1@mercury.test>\r\nTo: <u5@mercury.test>\r\nSubject: %s\r\n"
           "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <%s@client.test>\r\n\r\n"
           ".\r\n..\r\nhello\r\n" % (token, token)).encode()


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


with smtplib.SMTP("127.0.0.1", port["SUBMISSION"], timeout=20) as smtp:
    smtp.ehlo("client.test")
    assert smtp.has_extn("pipelining")
    smtp.login("u1@mercury.test", "secret")
    refused = smtp.sendmail("u1@mercury.test", [user], message)
    assert refused == {}, refused

with imaplib.IMAP4("127.0.0.1", port["IMAP"], timeout=20) as imap:
    ok(imap.login(user, "secret"))
    end = time.time() + 10
    while True:
        ok(imap.select("INBOX"))
        found = ok(imap.uid("SEARCH", "SUBJECT", token))[0].split()
        if found or time.time() > end:
            break
    assert len(found) == 1, found
    fetched = ok(imap.uid("FETCH", found[0], "(FLAGS BODY.PEEK[])"))[0][1]
    assert fetched.endswith(message), fetched
    imap.delete("Python")
    ok(imap.create("Python"))
    ok(imap.append("Python", "(\\Flagged)", imaplib.Time2Internaldate(1700000000), message))
    ok(imap.uid("COPY", found[0], "Python"))
    assert ok(imap.status("Python", "(MESSAGES)"))[0].endswith(b"(MESSAGES 2)")
    ok(imap.select("Python"))
    assert ok(imap.search(None, "FLAGGED"))[0] == b"1"
    ok(imap.store("1:*", "+FLAGS", "(\\Deleted)"))
    assert len(ok(imap.expunge())) == 2
    ok(imap.close())
    ok(imap.delete("Python"))

pop3 = poplib.POP3("127.0.0.1", port["POP3"], timeout=20)
pop3.user(user)
pop3.pass_("secret")
count, size = pop3.stat()
assert count >= 1 and size > 0
lines = pop3.retr(count)[1]
assert b"\r\n".join(lines) + b"\r\n" == fetched, lines
assert len(pop3.uidl()[1]) == count
assert b"hello" not in pop3.top(count, 0)[1]
pop3.dele(count)
pop3.quit()

if os.environ.get("IMAPS"):
    trust = ssl.create_default_context()
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", port["SUBMISSION"], timeout=20) as smtp:
        smtp.starttls(context=trust)
        smtp.login("u1@mercury.test", "secret")
    with imaplib.IMAP4("127.0.0.1", port["IMAP"], timeout=20) as imap:
        imap.starttls(trust)
        ok(imap.login(user, "secret"))
    with imaplib.IMAP4_SSL("127.0.0.1", int(os.environ["IMAPS"]), ssl_context=trust, timeout=20) as imap:
        ok(imap.login(user, "secret"))
    pop3 = poplib.POP3("127.0.0.1", port["POP3"], timeout=20)
    pop3.stls(trust)
    pop3.user(user)
    pop3.pass_("secret")
    pop3.quit()
