#!/bin/sh
# Both servers in one container: Postfix in the background, Dovecot as the process that is watched.
set -eu
chown vmail: /var/mail
postfix start
exec dovecot -F
