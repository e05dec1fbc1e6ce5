#!/bin/bash
# Dialogues of our own, to Mercury and to Dovecot: what differs is explained by an RFC section in differences.txt
. "$(dirname "$0")/lib.sh"
. "$here/../peers/peers.sh"
trap dovecot_down EXIT
dovecot_up 2> /dev/null
until_true 30 port_open "$DOVECOT_IMAP_PORT"
python3 "$here/dialogues.py" "$IMAP" "$DOVECOT_IMAP_PORT"
