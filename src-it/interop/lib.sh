# For the interop scripts, which InteropIT runs with the ports of a Mercury in the environment: MX SUBMISSION
# SUBMISSIONS LMTP POP3 POP3S IMAP IMAPS HTTP, an empty directory WORK, and PEERS for Postfix and Dovecot.
# A script that ends with 0 has passed; the last line it prints says why it has not.
set -euo pipefail
cd "$WORK"
export HOME=$WORK
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "FAILED: $*"; exit 1; }

# message FROM TO SUBJECT FILE: a message with CRLF line ends, dots and 8-bit octets
message() {
    printf 'From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <%s@client.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\ncaf\351\r\n.\r\n..two\r\nend\r\n' \
        "$1" "$2" "$3" "$3" > "$4"
}

# find_uid PORT USER SUBJECT: UID of the message with that subject, by curl; fails when there is not exactly one
find_uid() {
    local found
    found=$(curl -sS --max-time 20 "imap://127.0.0.1:$1/INBOX" -u "$2:secret" -X "UID SEARCH SUBJECT $3" | tr -d '\r')
    case ${found#\* SEARCH} in
        ' '[0-9]*' '*) return 1 ;;
        ' '[0-9]*) echo "${found#\* SEARCH }" ;;
        *) return 1 ;;
    esac
}

# same SENT FETCHED: FETCHED is trace fields and then SENT, octet for octet
same() {
    local size
    size=$(stat -c %s "$1")
    [ "$(stat -c %s "$2")" -ge "$size" ] || fail "$2 is shorter than $1"
    tail -c "$size" "$2" | cmp - "$1" || fail "$2 does not end with $1"
}

token() { echo "$(basename "$0" .sh)-$RANDOM$RANDOM"; }

until_true() { # SECONDS COMMAND…
    local end=$((SECONDS + $1)); shift
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt "$end" ] || fail "still not: $*"
        sleep 0.2
    done
}
