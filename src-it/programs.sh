#!/bin/sh
# What the tests use and no archive brings: a Chromium for those in a browser, Let's Encrypt's test authority (pebble) for
# certificates; ./mercury test calls this. Takes what is there, or, as root on Debian and its kin, installs it. Never
# fails a run: without them those tests are skipped, and say how to get what they need.
set -u

wanted=
found=
for chromium in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    [ -z "$chromium" ] || ! "$chromium" --version >/dev/null 2>&1 || found=yes
done
[ -n "$found" ] || wanted=chromium
[ -x /usr/bin/pebble ] || wanted="$wanted pebble"
[ -n "$wanted" ] || exit 0

without() {
    echo "mercury: not installed:$wanted ($1): the tests that use it are skipped. apt-get install $wanted" \
        "(another Chromium can be named in CHROMIUM)" >&2
    exit 0
}

[ "$(id -u)" = 0 ] || without "only root can install it"
command -v apt-get >/dev/null || without "there is no apt-get"
command -v timeout >/dev/null || without "there is no timeout"

echo "mercury: installing for the tests: $wanted"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive

# The network gets its time; dpkg, once at work, is never cut short.
apt() {
    # shellcheck disable=SC2086 -- a list of packages
    timeout "$1" apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=60 "$2" \
        ${3:+-y --no-install-recommends "$3" $wanted} >>"$log" 2>&1
}
apt 90 update
apt 300 install --download-only || without "its package cannot be fetched: $(tail -1 "$log")"
apt 0 install --no-download || without "apt-get could not install it: $(tail -1 "$log")"
