# Private instances of Postfix and Dovecot on 127.0.0.1, for the benchmarks and the interop suite; to be sourced.
# Each has its whole life under $PEERS: configuration, queue, mail, logs. The machine's own Postfix and Dovecot are
# never touched. Needs the Debian packages that interop/install.sh names, and root (Postfix and Dovecot change users).

PEERS=${PEERS:-/tmp/mercury-peers}
POSTFIX_PORT=${POSTFIX_PORT:-24110}
DOVECOT_IMAP_PORT=${DOVECOT_IMAP_PORT:-24111}
DOVECOT_POP3_PORT=${DOVECOT_POP3_PORT:-24112}
DOVECOT_POP3S_PORT=${DOVECOT_POP3S_PORT:-0} # 0: no TLS at all

peers_need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" > /dev/null || { echo "missing: $tool (src-it/interop/install.sh installs it)" >&2; return 1; }
    done
}

# Dovecot: any user, password `secret`, Maildir. fsync stays at Dovecot's default for LMTP (`optimized`: every
# delivered file and its directory are synced before the LMTP 250). With TLS its certificate, for `localhost` and
# 127.0.0.1 and signed by nobody, is $PEERS/dovecot/certificate.pem.
dovecot_up() {
    local home=$PEERS/dovecot
    dovecot_down
    rm -rf "$home" && mkdir -p "$home/run" "$home/mail" && chmod 755 "$PEERS" "$home"
    chown nobody:nogroup "$home/mail"
    local tls="ssl = no"
    if [ "$DOVECOT_POP3S_PORT" != 0 ]; then
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
            -addext "subjectAltName = DNS:localhost, IP:127.0.0.1" \
            -keyout "$home/key.pem" -out "$home/certificate.pem" 2> /dev/null
        tls=$(printf 'ssl = yes\nssl_cert = <%s/certificate.pem\nssl_key = <%s/key.pem' "$home" "$home")
    fi
    cat > "$home/dovecot.conf" <<EOF
base_dir = $home/run
state_dir = $home/run
log_path = $home/log
protocols = imap pop3 lmtp
listen = 127.0.0.1
$tls
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
mail_fsync = optimized
mail_location = maildir:$home/mail/%Lu
auth_mechanisms = plain login
auth_username_format = %Ln
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$home/mail/%Lu
}
service imap-login {
  service_count = 0
  process_min_avail = 2
  client_limit = 1000
  inet_listener imap {
    address = 127.0.0.1
    port = $DOVECOT_IMAP_PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service imap {
  process_limit = 600
  process_min_avail = 8
}
service pop3-login {
  inet_listener pop3 {
    address = 127.0.0.1
    port = $DOVECOT_POP3_PORT
  }
  inet_listener pop3s {
    address = 127.0.0.1
    port = $DOVECOT_POP3S_PORT
  }
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
service lmtp {
  process_limit = 20
  unix_listener lmtp {
    mode = 0666
  }
}
mail_max_userip_connections = 600
namespace inbox {
  inbox = yes
}
EOF
    dovecot -c "$home/dovecot.conf"
}

dovecot_down() {
    [ -f "$PEERS/dovecot/run/master.pid" ] || return 0
    doveadm -c "$PEERS/dovecot/dovecot.conf" stop 2> /dev/null || true
    until ! port_open "$DOVECOT_IMAP_PORT"; do sleep 0.1; done
    rm -f "$PEERS/dovecot/run/auth-postfix"
}

# Postfix: what NAME.test says goes to the LMTP socket of Dovecot, everything else to the relay host if one is given
# ("[127.0.0.1]:PORT"), from loopback without AUTH. Postfix always syncs its queue file before 250.
postfix_up() { # domains-for-lmtp relayhost
    local home=$PEERS/postfix
    postfix_down
    rm -rf "$home" && mkdir -p "$home/etc" "$home/queue" "$home/data" && chmod 755 "$PEERS" "$home"
    chown postfix "$home/data"
    cat > "$home/etc/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $home/queue
data_directory = $home/data
maillog_file = $home/log
maillog_file_prefixes = $PEERS
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.peer.test
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_tls_security_level = none
smtpd_sasl_auth_enable = $([ -S "$PEERS/dovecot/run/auth-postfix" ] && echo yes || echo no)
smtpd_sasl_type = dovecot
smtpd_sasl_path = $PEERS/dovecot/run/auth-postfix
smtp_tls_security_level = may
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
default_process_limit = 100
default_destination_concurrency_limit = 20
lmtp_destination_recipient_limit = 1
lmtp_destination_concurrency_limit = 20
local_recipient_maps =
alias_maps =
alias_database =
biff = no
smtp_dns_support_level = disabled
message_size_limit = 67108864
virtual_mailbox_limit = 0
mailbox_size_limit = 0
virtual_mailbox_domains = $1
virtual_mailbox_maps = static:all
virtual_transport = lmtp:unix:$PEERS/dovecot/run/lmtp
relayhost = $2
minimal_backoff_time = 5s
queue_run_delay = 5s
EOF
    sed -e "s/^smtp      inet.*/127.0.0.1:$POSTFIX_PORT inet n - n - - smtpd/" \
        -e 's/^\([a-z].*\) \(unix\|inet\)  *\([-ny]\)  *\([-ny]\)  *y /\1 \2 \3 \4 n /' \
        /usr/share/postfix/master.cf.dist > "$home/etc/master.cf"
    postfix -c "$home/etc" start > "$home/start.out" 2>&1 || { cat "$home/start.out" "$home/log" >&2; return 1; }
}

postfix_down() {
    [ -d "$PEERS/postfix/etc" ] || return 0
    postfix -c "$PEERS/postfix/etc" stop > /dev/null 2>&1 || true
    until ! port_open "$POSTFIX_PORT"; do sleep 0.1; done
}

# True when something accepts on 127.0.0.1:$1.
port_open() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# Waits until "$@" succeeds, at most 60 s.
await() {
    local end=$((SECONDS + 60))
    until "$@"; do
        [ $SECONDS -lt $end ] || { echo "gave up waiting for: $*" >&2; return 1; }
        sleep 0.1
    done
}
