"""Two people in Roundcube, as a browser asks for it: one writes, the other reads, flags, moves and deletes."""
import html
import http.cookiejar
import json
import os
import re
import sys
import urllib.parse
import urllib.request
import uuid

BASE = "http://127.0.0.1:%s/" % os.environ["ROUNDCUBE_PORT"]


class Person:
    def __init__(self, address):
        self.address = address
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = self.get("")
        self.token = re.search(r'name="_token" value="([^"]+)"', page).group(1)
        page = self.post("?_task=login", {"_token": self.token, "_task": "login", "_action": "login", "_timezone": "UTC",
                                          "_url": "", "_user": address, "_pass": "secret"})
        assert '"task":"mail"' in page, "not logged in: " + page[:2000]
        self.token = re.search(r'"request_token":"([^"]+)"', page).group(1)

    def get(self, query):
        with self.browser.open(BASE + query, timeout=60) as answer:
            return answer.read().decode()

    def post(self, query, fields):
        with self.browser.open(BASE + query, urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
            return answer.read().decode()

    def remote(self, action, fields):
        """What the page's script asks for in the background."""
        request = urllib.request.Request(BASE + "?_task=mail&_action=" + action,
                                         urllib.parse.urlencode(dict(fields, _remote="1", _token=self.token)).encode(),
                                         {"X-Roundcube-Request": self.token, "X-Requested-With": "XMLHttpRequest"})
        with self.browser.open(request, timeout=60) as answer:
            return json.loads(answer.read())["exec"]

    def listed(self, folder, subject):
        """The UID of the message with that subject, as the list shows it."""
        with self.browser.open(urllib.request.Request(
                BASE + "?_task=mail&_action=list&_refresh=1&_remote=1&_mbox=" + urllib.parse.quote(folder),
                headers={"X-Roundcube-Request": self.token, "X-Requested-With": "XMLHttpRequest"}), timeout=60) as answer:
            rows = json.loads(answer.read())["exec"]
        for uid, row in re.findall(r"this\.add_message_row\((\d+),(\{.*?\}),", rows):
            if subject in row:
                return uid
        return None

    def send(self, to, subject, text):
        page = self.get("?_task=mail&_action=compose")
        ident = re.search(r'name="_id" value="([^"]+)"', page).group(1)
        identity = re.search(r'<select name="_from".*?<option value="(\d+)"', page, re.S).group(1)
        answer = self.post("?_task=mail&_action=send&_lang=en&_framed=1", {
            "_token": self.token, "_task": "mail", "_action": "send", "_id": ident, "_from": identity, "_to": to,
            "_cc": "", "_bcc": "", "_replyto": "", "_followupto": "", "_subject": subject, "_is_html": "0",
            "_message": text, "_store_target": "Sent", "_draft": "", "_attachments": "", "_priority": "0"})
        assert "sent_successfully" in answer, html.unescape(answer)[-1500:]


def passed(what, holds):
    if not holds:
        sys.exit("FAILED: " + what)


subject = "roundcube " + uuid.uuid4().hex
ann, bob = Person("u3@mercury.test"), Person("u4@mercury.test")
ann.send("u4@mercury.test", subject, "Bonjour, ça va ?\n.\nÀ bientôt")
passed("a copy in Sent", ann.listed("Sent", subject))
uid = bob.listed("INBOX", subject)
passed("listed in the other's INBOX", uid)
page = html.unescape(bob.get("?_task=mail&_action=show&_mbox=INBOX&_uid=" + uid))
passed("the text can be read", "Bonjour, ça va ?" in page and "À bientôt" in page and "u3@mercury.test" in page)
found = bob.remote("search", {"_q": subject, "_headers": "subject", "_mbox": "INBOX", "_scope": "base"})
passed("found by a search", "add_message_row(" + uid in found)
bob.remote("mark", {"_uid": uid, "_flag": "flagged", "_mbox": "INBOX"})
bob.remote("move", {"_uid": uid, "_mbox": "INBOX", "_target_mbox": "Trash"})
passed("gone from INBOX", bob.listed("INBOX", subject) is None)
uid = bob.listed("Trash", subject)
passed("moved to Trash", uid)
bob.remote("delete", {"_uid": uid, "_mbox": "Trash"})
passed("deleted", bob.listed("Trash", subject) is None)
ann.get("?_task=logout&_token=" + ann.token)
