#!/bin/bash
# Mercury's next hop is a Postfix, which delivers to a Dovecot
. "$(dirname "$0")/lib.sh"
. "$here/../peers/peers.sh"
trap 'postfix_down; dovecot_down' EXIT
dovecot_up 2> /dev/null
postfix_up away.test ""
await port_open "$POSTFIX_PORT"
await port_open "$DOVECOT_IMAP_PORT"
subject=$(token)
message u1@mercury.test jo@away.test "$subject" sent
curl -sS --max-time 20 "smtp://127.0.0.1:$SUBMISSION/client.test" -u u1@mercury.test:secret \
    --mail-from u1@mercury.test --mail-rcpt jo@away.test --mail-rcpt al@away.test --upload-file sent
until_true 30 find_uid "$DOVECOT_IMAP_PORT" jo@away.test "$subject"
until_true 30 find_uid "$DOVECOT_IMAP_PORT" al@away.test "$subject"
uid=$(find_uid "$DOVECOT_IMAP_PORT" jo@away.test "$subject")
curl -sS "imap://127.0.0.1:$DOVECOT_IMAP_PORT/INBOX;UID=$uid" -u jo@away.test:secret -o fetched
same sent fetched
