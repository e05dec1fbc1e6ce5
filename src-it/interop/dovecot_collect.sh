#!/bin/bash
# Dovecot keeps a firm's domain mailbox, and Mercury collects it: in the clear, by STLS, and over TLS
. "$(dirname "$0")/lib.sh"
. "$here/../peers/peers.sh"
trap dovecot_down EXIT
dovecot_up 2> /dev/null
await port_open "$DOVECOT_POP3_PORT"
python3 "$here/dovecot_collect.py" "$PEERS/dovecot/run/lmtp" "$PEERS/dovecot/certificate.pem"
