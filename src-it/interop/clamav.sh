#!/bin/bash
# clamd, with two signatures of our own and no download: an infected attachment is refused before 250, a clean one arrives
. "$(dirname "$0")/lib.sh"
mkdir db
echo '44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature' > db/local.hdb
echo "Mercury.Test-1:0:*:$(printf 'the mark of a virus' | od -An -tx1 | tr -d ' \n')" > db/local.ndb
cat > clamd.conf <<EOF
TCPSocket $CLAMD_PORT
TCPAddr 127.0.0.1
DatabaseDirectory $WORK/db
Foreground yes
LogFile $WORK/clamd.log
User $(id -un)
StreamMaxLength 60M
EOF
/usr/sbin/clamd --config-file=clamd.conf > clamd.out 2>&1 &
clamd=$!
trap 'kill $clamd; wait $clamd || true' EXIT
ping() { exec 3<> "/dev/tcp/127.0.0.1/$CLAMD_PORT" && printf 'zPING\0' >&3 && head -c 4 <&3 | grep -q PONG; }
until_true 60 ping

# the test file of EICAR, in two halves so that no scanner minds this script
eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR''-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
attached() { # SUBJECT TEXT: a message with the text as an attachment in base64
    printf 'From: <a@else.test>\r\nTo: <u7@mercury.test>\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream; name=x.com\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n' \
        "$1" "$(printf %s "$2" | base64 -w 76)"
}
offer() { # FILE: what the MX says to it at the end
    swaks --server "127.0.0.1:$MX" --from a@else.test --to u7@mercury.test --data "@$1" > said 2>&1 || true
}
attached virus "$eicar" > infected
offer infected
grep -q '550 5.7.1 The message is infected: Eicar-Test-Signature' said || fail "EICAR: $(cat said)"
attached mark "it bears the mark of a virus." > marked
offer marked
grep -q '550 5.7.1 The message is infected: Mercury.Test-1' said || fail "the mark: $(cat said)"
subject=$(token)
attached "$subject" "nothing to see here" > clean
offer clean
grep -q '250 2.6.0' said || fail "clean: $(cat said)"
until_true 10 find_uid "$IMAP" u7@mercury.test "$subject"
# 20 MiB in chunks
head -c 15000000 /dev/urandom | base64 -w 76 | sed 's/$/\r/' > noise
subject=$(token)
{ printf 'From: <a@else.test>\r\nTo: <u7@mercury.test>\r\nSubject: %s\r\n\r\n' "$subject"; cat noise; } > large
offer large
grep -q '250 2.6.0' said || fail "large: $(tail -3 said)"
until_true 20 find_uid "$IMAP" u7@mercury.test "$subject"
