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
apt-get install -y -q postfix dovecot-imapd dovecot-pop3d dovecot-lmtpd swaks curl mutt isync fetchmail msmtp python3 \
    openssl procps bc
[ -z "$made" ] || rm $policy
