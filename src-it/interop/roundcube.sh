#!/bin/bash
# Roundcube, on PHP's own web server and SQLite: log in, send, read, flag, move, delete, over Mercury's IMAP and SMTP
. "$(dirname "$0")/lib.sh"
. "$here/../peers/peers.sh"
peers_need php
mkdir config logs temp
cp /etc/roundcube/{defaults.inc,mimetypes}.php config
cat > config/config.inc.php <<EOF
<?php
\$config['db_dsnw'] = 'sqlite:///$WORK/roundcube.db?mode=0600';
\$config['imap_host'] = '127.0.0.1:$IMAP';
\$config['smtp_host'] = '127.0.0.1:$SUBMISSION';
\$config['smtp_user'] = '%u';
\$config['smtp_pass'] = '%p';
\$config['des_key'] = 'twenty-four characters!!';
\$config['log_dir'] = '$WORK/logs/';
\$config['temp_dir'] = '$WORK/temp/';
\$config['plugins'] = [];
\$config['skin'] = 'elastic';
\$config['language'] = 'en_US';
\$config['create_default_folders'] = true;
EOF
ROUNDCUBE_CONFIG_DIR=$WORK/config php -S "127.0.0.1:$ROUNDCUBE_PORT" -t /var/lib/roundcube/public_html > php.out 2>&1 &
server=$!
trap 'kill $server' EXIT
await port_open "$ROUNDCUBE_PORT"
python3 "$here/roundcube.py" || { tail -20 "$WORK"/logs/*; fail "what is said above"; }
