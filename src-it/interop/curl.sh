#!/bin/bash
# curl: smtp://, imap://, pop3://, and with TLS from the first byte
. "$(dirname "$0")/lib.sh"
subject=$(token)
message u1@mercury.test u2@mercury.test "$subject" sent
curl -sS --max-time 20 "smtp://127.0.0.1:$SUBMISSION/client.test" -u u1@mercury.test:secret --login-options AUTH=PLAIN \
    --mail-from u1@mercury.test --mail-rcpt u2@mercury.test --upload-file sent
uid=$(find_uid "$IMAP" u2@mercury.test "$subject") || fail "not found over IMAP"
curl -sS --max-time 20 "imap://127.0.0.1:$IMAP/INBOX;UID=$uid" -u u2@mercury.test:secret -o by-imap
same sent by-imap
number=$(curl -sS --max-time 20 "pop3://127.0.0.1:$POP3/" -u u2@mercury.test:secret | tail -1 | cut -d' ' -f1)
curl -sS --max-time 20 "pop3://127.0.0.1:$POP3/$number" -u u2@mercury.test:secret -o by-pop3
same sent by-pop3
cmp by-imap by-pop3 || fail "IMAP and POP3 differ"
if [ -n "${IMAPS:-}" ]; then
    subject=$(token)
    message u1@mercury.test u2@mercury.test "$subject" secure
    curl -sS -k --max-time 20 "smtps://127.0.0.1:$SUBMISSIONS/client.test" -u u1@mercury.test:secret \
        --mail-from u1@mercury.test --mail-rcpt u2@mercury.test --upload-file secure
    curl -sS -k --ssl-reqd --max-time 20 "smtp://127.0.0.1:$SUBMISSION/client.test" -u u1@mercury.test:secret \
        --mail-from u1@mercury.test --mail-rcpt u2@mercury.test --upload-file secure
    curl -sS -k --max-time 20 "imaps://127.0.0.1:$IMAPS/INBOX" -u u2@mercury.test:secret -X "SEARCH SUBJECT $subject" |
        grep -q '[0-9]' || fail "not found over imaps"
    curl -sS -k --max-time 20 "pop3s://127.0.0.1:$POP3S/" -u u2@mercury.test:secret > /dev/null
fi
