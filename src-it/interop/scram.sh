#!/bin/bash
# SCRAM as GNU SASL has it: msmtp submits by it, gsasl logs in to IMAP with the channel bound
. "$(dirname "$0")/lib.sh"
send() { # TLS-OPTIONS… PASSWORD
    local password=${*: -1}
    msmtp --host=127.0.0.1 "${@:1:$#-1}" --auth=scram-sha-256 --user=u1@mercury.test \
        --passwordeval="echo $password" --from=u1@mercury.test u8@mercury.test < sent
}
subject=$(token)
message u1@mercury.test u8@mercury.test "$subject" sent
send --port="$SUBMISSION" --tls=off secret
until_true 10 find_uid "$IMAP" u8@mercury.test "$subject"
subject=$(token)-tls
message u1@mercury.test u8@mercury.test "$subject" sent
send --port="$SUBMISSIONS" --tls=on --tls-starttls=off --tls-certcheck=off secret
until_true 10 find_uid "$IMAP" u8@mercury.test "$subject"
! send --port="$SUBMISSION" --tls=off wrong 2> refused || fail "a wrong password was taken"
grep -q '535 5.7.8' refused || fail "another refusal: $(cat refused)"
for mechanism in SCRAM-SHA-256 SCRAM-SHA-256-PLUS; do
    gsasl --client --imap --mechanism="$mechanism" --authentication-id=u8@mercury.test --password=secret \
        --x509-ca-file= --connect="127.0.0.1:$IMAP" --starttls < /dev/null > "$mechanism" 2>&1 || cat "$mechanism"
    grep -qi 'OK .*Logged in' "$mechanism" || fail "gsasl by $mechanism: $(tail -3 "$mechanism")"
done
