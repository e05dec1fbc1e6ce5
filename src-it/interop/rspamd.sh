#!/bin/bash
# rspamd as a milter: its test messages are refused, marked and given another subject before 250; an ordinary one arrives
. "$(dirname "$0")/lib.sh"
mkdir -m 777 run
cat > rspamd.conf <<EOF
options {
    pidfile = "$WORK/run/rspamd.pid";
    temp_dir = "$WORK/run";
    enable_test_patterns = true;
    filters = "";
    dns { nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }
}
logging { type = "file"; filename = "$WORK/run/rspamd.log"; level = "info"; }
actions { reject = 15; add_header = 6; rewrite_subject = 5; subject = "[marked] %s"; }
worker "rspamd_proxy" {
    bind_socket = "127.0.0.1:$RSPAMD_PORT";
    milter = yes;
    timeout = 60s;
    count = 1;
    upstream "local" { default = yes; self_scan = yes; }
}
EOF
rspamd -f -i -c rspamd.conf > rspamd.out 2>&1 &
rspamd=$!
trap 'kill $rspamd; wait $rspamd || true' EXIT
until_true 60 bash -c "exec 3<> /dev/tcp/127.0.0.1/$RSPAMD_PORT"

# rspamd's own test patterns, in two halves so that no filter minds this script
pattern() { echo "$1""JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"; }
offer() { # SUBJECT TEXT
    printf 'From: <a@else.test>\r\nTo: <u7@mercury.test>\r\nSubject: %s\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <%s@else.test>\r\n\r\n%s\r\n' \
        "$1" "$1" "$2" > "$1.eml"
    head -c -2 "$1.eml" > "$1.offered" # swaks ends the last line
    swaks --server "127.0.0.1:$MX" --from a@else.test --to u7@mercury.test --data "@$1.offered" > "$1.said" 2>&1 || true
}
arrived() { # SUBJECT FILE: the message whose Message-ID has it
    local found
    found=$(curl -sS "imap://127.0.0.1:$IMAP/INBOX" -u u7@mercury.test:secret -X "UID SEARCH HEADER Message-ID $1" | tr -dc '0-9 ')
    [ -n "${found// /}" ] && curl -sS "imap://127.0.0.1:$IMAP/INBOX;UID=${found// /}" -u u7@mercury.test:secret > "$2"
}

refused=$(token); offer "$refused" "$(pattern X)"
grep -q '^<\*\* 5.. .*Gtube' "$refused.said" || fail "not refused: $(cat "$refused.said"; tail -5 run/rspamd.log)"
marked=$(token); offer "$marked" "$(pattern Y)"
grep -q '250 2.6.0' "$marked.said" || fail "not marked: $(cat "$marked.said")"
until_true 10 arrived "$marked" marked.got
grep -qi '^X-Spam: Yes' marked.got || fail "no X-Spam: $(head -20 marked.got)"
subject=$(token); offer "$subject" "$(pattern Z)"
until_true 10 arrived "$subject" subject.got
grep -q "^Subject: .*\*\*\* SPAM \*\*\*\|^Subject: \[marked\] $subject" subject.got || fail "subject: $(head -20 subject.got)"
plain=$(token); offer "$plain" "nothing to see here"
until_true 10 arrived "$plain" plain.got
same "$plain.eml" plain.got
arrived "$refused" refused.got && fail "the refused one arrived" || true
