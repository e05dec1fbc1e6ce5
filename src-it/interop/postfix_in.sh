#!/bin/bash
# Postfix relays to Mercury's MX port, with STARTTLS when it is offered
. "$(dirname "$0")/lib.sh"
. "$here/../peers/peers.sh"
trap postfix_down EXIT
postfix_up nowhere.test "[127.0.0.1]:$MX"
await port_open "$POSTFIX_PORT"
subject=$(token)
message somebody@away.test u1@mercury.test "$subject" sent
curl -sS --max-time 20 "smtp://127.0.0.1:$POSTFIX_PORT/client.test" --mail-from somebody@away.test \
    --mail-rcpt u1@mercury.test --mail-rcpt u2@mercury.test --mail-rcpt nobody@mercury.test --upload-file sent
until_true 20 find_uid "$IMAP" u1@mercury.test "$subject"
until_true 20 find_uid "$IMAP" u2@mercury.test "$subject"
until_true 20 grep -q 'to=<nobody@mercury.test>.*dsn=5.1.1, status=bounced' "$PEERS/postfix/log"
uid=$(find_uid "$IMAP" u1@mercury.test "$subject")
curl -sS "imap://127.0.0.1:$IMAP/INBOX;UID=$uid" -u u1@mercury.test:secret -o fetched
same sent fetched
