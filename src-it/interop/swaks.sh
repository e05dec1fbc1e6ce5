#!/bin/bash
# swaks: AUTH PLAIN and LOGIN, pipelining, STARTTLS, TLS, LMTP, and a refusal without AUTH
. "$(dirname "$0")/lib.sh"
send() { swaks --silent 2 --timeout 20 --helo client.test --from u1@mercury.test --server 127.0.0.1 "$@"; }
check() { find_uid "$IMAP" u3@mercury.test "$1" > /dev/null || fail "$1 did not arrive"; }
login="--auth-user u1@mercury.test --auth-password secret"
for auth in PLAIN LOGIN; do
    subject=$(token)-$auth
    send --port "$SUBMISSION" --to u3@mercury.test --h-Subject "$subject" --auth $auth $login
    until_true 10 find_uid "$IMAP" u3@mercury.test "$subject"
done
subject=$(token)
send --port "$SUBMISSION" --to u3@mercury.test,u4@mercury.test --pipeline --h-Subject "$subject" --auth PLAIN $login
until_true 10 find_uid "$IMAP" u4@mercury.test "$subject"
if [ -n "${IMAPS:-}" ]; then
    subject=$(token)
    send --port "$SUBMISSION" --to u3@mercury.test --tls --h-Subject "$subject" --auth PLAIN $login
    check "$subject"
    subject=$(token)
    send --port "$SUBMISSIONS" --to u3@mercury.test --tls-on-connect --h-Subject "$subject" --auth PLAIN $login
    check "$subject"
    subject=$(token)
    send --port "$LMTP" --protocol LMTP --to u3@mercury.test --h-Subject "$subject"
    check "$subject"
    ! send --port "$MX" --to victim@away.test > refused 2>&1 || fail "relayed without AUTH"
fi
