#!/bin/bash
# OpenDKIM as a milter: who logged in gets a signature, and the same OpenDKIM finds it good when the message comes back by
# the MX, and bad when a word of it was changed on the way
. "$(dirname "$0")/lib.sh"
opendkim-genkey -b 2048 -d mercury.test -s sel
chmod 600 sel.private
printf 'sel._domainkey.mercury.test v=DKIM1; k=rsa; p=%s\n' "$(openssl rsa -in sel.private -pubout -outform DER 2> /dev/null | base64 -w 0)" > keys
echo 192.0.2.1 > internal # nobody: only a login makes a sender ours
cat > opendkim.conf <<EOF
Socket inet:$OPENDKIM_PORT@127.0.0.1
Mode sv
Domain mercury.test
Selector sel
KeyFile $WORK/sel.private
InternalHosts $WORK/internal
TestPublicKeys $WORK/keys
AuthservID mx.mercury.test
AlwaysAddARHeader yes
Canonicalization relaxed/relaxed
UserID $(id -un)
RequireSafeKeys no
PidFile $WORK/opendkim.pid
Syslog no
EOF
opendkim -f -x opendkim.conf > opendkim.out 2>&1 &
opendkim=$!
trap 'kill $opendkim; wait $opendkim || true' EXIT
until_true 30 bash -c "exec 3<> /dev/tcp/127.0.0.1/$OPENDKIM_PORT"

fetched() { # ACCOUNT SUBJECT FILE
    local uid
    uid=$(find_uid "$IMAP" "$1" "$2") && curl -sS "imap://127.0.0.1:$IMAP/INBOX;UID=$uid" -u "$1:secret" > "$3"
}
unfolded() { sed ':a;N;$!ba;s/\r\n[ \t][ \t]*/ /g' "$1"; }
signed=$(token)
message u6@mercury.test u7@mercury.test "$signed" message
swaks --server "127.0.0.1:$SUBMISSION" --auth PLAIN --auth-user u6@mercury.test --auth-password secret \
    --from u6@mercury.test --to u7@mercury.test --data @message > said 2>&1 || fail "$(cat said)"
until_true 10 fetched u7@mercury.test "$signed" signed.eml
grep -q '^DKIM-Signature: .*d=mercury.test; s=sel' <(unfolded signed.eml) || fail "not signed: $(cat signed.eml; cat opendkim.out)"

again() { # SUBJECT FILE WORD: comes back by the MX, to another, and what is said of its signature
    head -c -2 "$2" > offered # swaks ends the last line
    swaks --server "127.0.0.1:$MX" --from a@else.test --to u5@mercury.test --data @offered > said 2>&1 || fail "$(cat said)"
    until_true 10 fetched u5@mercury.test "$1" "$1.got"
    grep -q "^Authentication-Results: mx.mercury.test; *dkim=$3" <(unfolded "$1.got") || fail "no dkim=$3: $(head -20 "$1.got")"
}
again "$signed" signed.eml pass
changed=$(token)
sed "s/^Subject: .*/Subject: $changed\r/" signed.eml > changed.eml
again "$changed" changed.eml fail
