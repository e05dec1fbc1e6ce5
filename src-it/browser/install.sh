#!/bin/sh
# A Chromium for the tests in a browser; ./mercury test calls this. Takes the one that is there, or, as root on Debian
# and its kin, installs it. Never fails a run: without Chromium those tests are skipped, and say how to get it.
set -u

for found in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    [ -z "$found" ] || ! "$found" --version >/dev/null 2>&1 || exit 0
done

without() {
    echo "mercury: no Chromium ($1): the tests in a browser are skipped." \
        "apt-get install chromium, or name one in CHROMIUM" >&2
    exit 0
}

[ "$(id -u)" = 0 ] || without "and only root can install it"
command -v apt-get >/dev/null || without "and there is no apt-get"
command -v timeout >/dev/null || without "and there is no timeout"

echo "mercury: installing Chromium for the tests in a browser"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive

# The network gets its time; dpkg, once at work, is never cut short.
apt() {
    timeout "$1" apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=60 "$2" \
        ${3:+-y --no-install-recommends "$3" chromium} >>"$log" 2>&1
}
apt 90 update
apt 300 install --download-only || without "its package cannot be fetched: $(tail -1 "$log")"
apt 0 install --no-download || without "apt-get could not install it: $(tail -1 "$log")"
/usr/bin/chromium --version >/dev/null 2>&1 || without "what apt-get installed does not run"
