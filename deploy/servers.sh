#!/bin/sh
# Installs the real servers that the stack tests talk to, and a browser that looks at pages. Debian and Ubuntu.
# Asks first when a person is there; starts nothing, now or at the next boot: the
# tests start their own, on free loopback ports, in temporary folders.
set -eu

PACKAGES="dovecot-imapd dovecot-lmtpd redis-server rabbitmq-server postgresql iproute2"
# Ubuntu has its browser under another name; whichever is there already will do.
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    browser=chromium
    ! grep -qs '^ID=ubuntu' /etc/os-release || browser=chromium-browser
    PACKAGES="$PACKAGES $browser"
fi

missing=""
for package in $PACKAGES; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "All servers are installed: $PACKAGES"
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "No apt-get here. Install by hand what stands for:$missing" >&2
    exit 1
fi
if [ -t 0 ] && [ -z "${CI:-}" ]; then
    printf 'Install%s with apt-get? [y/N] ' "$missing"
    read -r answer
    case "$answer" in [yY]*) ;; *) echo "Nothing installed."; exit 1 ;; esac
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"

# Services that were there before are somebody's; those that come now shall not start with the machine either.
units="dovecot redis-server rabbitmq-server postgresql"
new=""
if [ -d /run/systemd/system ]; then
    for unit in $units; do
        systemctl cat "$unit" >/dev/null 2>&1 || new="$new $unit"
    done
fi

# Debian starts a daemon on install; a machine of tests wants none of them.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod +x "$policy"
    trap '$as_root rm -f "$policy"' EXIT
fi
$as_root apt-get update -qq
# The words are package names.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
for unit in $new; do
    $as_root systemctl disable --quiet "$unit" || true
done
echo "Installed:$missing"
