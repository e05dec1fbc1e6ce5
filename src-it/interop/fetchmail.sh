#!/bin/bash
# fetchmail: over POP3 with UIDL, then over IMAP; fetched once, deleted after
. "$(dirname "$0")/lib.sh"
for protocol in POP3 IMAP; do
    rm -f .fetchids fetched
    subject=$(token)-$protocol
    message u1@mercury.test u7@mercury.test "$subject" sent
    curl -sS --max-time 20 "smtp://127.0.0.1:$SUBMISSION/client.test" -u u1@mercury.test:secret \
        --mail-from u1@mercury.test --mail-rcpt u7@mercury.test --upload-file sent
    until_true 10 find_uid "$IMAP" u7@mercury.test "$subject"
    port=${!protocol}
    printf 'poll 127.0.0.1 protocol %s port %s %s auth password\n user "u7@mercury.test" password "secret" no rewrite nokeep fetchall sslproto ""\n mda "cat >> %s/fetched"\n' \
        $protocol "$port" "$([ $protocol = POP3 ] && echo uidl)" "$WORK" > fetchmailrc
    chmod 600 fetchmailrc
    timeout 60 fetchmail -f fetchmailrc --pidfile "$WORK/fetchmail.pid" -v > fetchmail.out 2>&1 ||
        { tail -20 fetchmail.out; fail "fetchmail over $protocol ended with $?"; }
    grep -q "$subject" fetched || fail "not fetched over $protocol"
    ! find_uid "$IMAP" u7@mercury.test "$subject" || fail "not deleted over $protocol"
done
