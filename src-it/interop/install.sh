#!/bin/sh
# Debian packages of the real clients and peers, without starting any of their services.
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' > $policy && chmod +x $policy
    made=yes
fi
apt-get update -q
apt-get install -y -q postfix dovecot-imapd dovecot-pop3d dovecot-lmtpd swaks curl mutt isync fetchmail msmtp gsasl python3 \
    openssl procps bc
apt-get install -y -q --no-install-recommends clamav-daemon rspamd opendkim opendkim-tools haproxy
apt-get install -y -q --no-install-recommends roundcube-core roundcube-sqlite3 php-cli php-sqlite3 php-intl php-mbstring php-xml
[ -z "$made" ] || rm $policy
