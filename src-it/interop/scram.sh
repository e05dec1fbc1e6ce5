#!/bin/bash
# SCRAM as GNU SASL has it: msmtp submits by it, gsasl logs in to IMAP
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
for tls in --no-starttls --x509-ca-file=; do # it binds to tls-exporter only, which Java has not: --no-cb
    gsasl --client --imap --mechanism=SCRAM-SHA-256 --no-cb "$tls" --authentication-id=u8@mercury.test \
        --password=secret --connect="127.0.0.1:$IMAP" < /dev/null > gsasl 2>&1 || true
    grep -q 'OK .*Logged in' gsasl || fail "gsasl $tls: $(tail -3 gsasl)"
done
