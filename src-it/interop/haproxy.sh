#!/bin/bash
# HAProxy before Mercury: Received names the client and not the balancer, by PROXY 1 and 2, and TLS that HAProxy ended
# counts as TLS
. "$(dirname "$0")/lib.sh"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=balancer.test 2> /dev/null
cat cert key > both.pem
cat > haproxy.cfg <<EOF
global
    maxconn 100
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen smtp1
    bind 127.0.0.1:$HAPROXY_SMTP1
    server mercury 127.0.0.1:$MX send-proxy source 127.0.0.78
listen smtp2
    bind 127.0.0.1:$HAPROXY_SMTP2
    server mercury 127.0.0.1:$MX send-proxy-v2 source 127.0.0.78 check check-send-proxy inter 200
listen imaps
    bind 127.0.0.1:$HAPROXY_IMAPS ssl crt $WORK/both.pem
    server mercury 127.0.0.1:$IMAP send-proxy-v2-ssl source 127.0.0.78
listen imap
    bind 127.0.0.1:$HAPROXY_IMAP
    server mercury 127.0.0.1:$IMAP send-proxy-v2 source 127.0.0.78
EOF
haproxy -db -f haproxy.cfg > haproxy.out 2>&1 &
haproxy=$!
trap 'kill $haproxy; wait $haproxy || true' EXIT
until_true 30 bash -c "exec 3<> /dev/tcp/127.0.0.1/$HAPROXY_IMAP"

through() { # PORT
    local subject uid
    subject=$(token)
    message a@else.test u7@mercury.test "$subject" sent
    head -c -2 sent > offered # swaks ends the last line
    swaks --server "127.0.0.1:$1" --local-interface 127.0.0.9 --from a@else.test --to u7@mercury.test --data @offered > said 2>&1 || fail "$(cat said)"
    until_true 10 find_uid "$IMAP" u7@mercury.test "$subject"
    uid=$(find_uid "$IMAP" u7@mercury.test "$subject")
    curl -sS "imap://127.0.0.1:$IMAP/INBOX;UID=$uid" -u u7@mercury.test:secret > got
    same sent got
    grep -q '^Received: from .*\[127\.0\.0\.9\]' got || fail "not the client's address: $(head -5 got)"
}
through "$HAPROXY_SMTP1"
through "$HAPROXY_SMTP2"
# 127.128.0.0/9 may not log in without TLS
curl -sS -k --interface 127.128.0.5 "imaps://127.0.0.1:$HAPROXY_IMAPS/" -u u7@mercury.test:secret > inbox || fail "TLS by HAProxy does not count: $(cat inbox)"
grep -q INBOX inbox || fail "no INBOX: $(cat inbox)"
curl -sS --interface 127.128.0.5 "imap://127.0.0.1:$HAPROXY_IMAP/" -u u7@mercury.test:secret > plain 2>&1 && fail "a login in the clear: $(cat plain)" || true
