#!/bin/bash
# msmtp and mutt as the sending half of a Unix user's mail
. "$(dirname "$0")/lib.sh"
subject=$(token)
message u1@mercury.test u8@mercury.test "$subject" sent
msmtp --host=127.0.0.1 --port="$SUBMISSION" --auth=plain --user=u1@mercury.test --passwordeval='echo secret' --tls=off \
    --from=u1@mercury.test u8@mercury.test < sent
until_true 10 find_uid "$IMAP" u8@mercury.test "$subject"
subject=$(token)-mutt
cat > muttrc <<EOF
set smtp_url="smtp://u1@mercury.test@127.0.0.1:$SUBMISSION/"
set smtp_pass=secret
set smtp_authenticators="plain"
set ssl_starttls=no
set ssl_force_tls=no
set from=u1@mercury.test
set copy=no
EOF
echo hello | TERM=dumb timeout 30 mutt -F muttrc -s "$subject" -- u8@mercury.test
until_true 10 find_uid "$IMAP" u8@mercury.test "$subject"
