#!/bin/sh
# Measures what a start of Mercury costs: src-it/bench/startup.sh [STARTS] [DIR]
# Starts ./mercury dev STARTS times on the same data, waits for "mercury ready" and ten idle seconds, and prints, for each
# start, the seconds until every port answered, the CPU seconds, and the memory of Java and PostgreSQL. Resident memory
# (RSS) counts pages that PostgreSQL's processes share once for each of them; PSS counts them once in all.
set -eu

starts=${1:-5}
data=${2:-$(mktemp -d)}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)

# Every process below $1, itself included.
family() {
    echo "$1"
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        family "$child"
    done
}

# PostgreSQL runs in a session of its own: it is found by its data directory.
postgres() {
    for postmaster in "$data"/*/postmaster.pid "$data"/*/*/postmaster.pid; do
        if [ -f "$postmaster" ]; then
            family "$(head -1 "$postmaster")"
        fi
    done
}

# Megabytes of field $1 of smaps_rollup over the processes $2...
megabytes() {
    field=$1
    shift
    for pid in "$@"; do
        grep "^$field:" /proc/"$pid"/smaps_rollup 2>/dev/null || true
    done | awk '{ sum += $2 } END { printf "%d", sum / 1024 }'
}

printf '%-6s %8s %8s %10s %10s %12s %12s\n' start ready_s cpu_s java_rss java_pss postgres_rss postgres_pss
n=1
while [ "$n" -le "$starts" ]; do
    log="$data/start-$n.log"
    mkdir -p "$data"
    "$root/mercury" dev --data "$data/data" > "$log" 2>&1 &
    pid=$!
    until grep -q '^mercury ready in' "$log"; do
        kill -0 "$pid" 2>/dev/null || { cat "$log"; exit 1; }
        sleep 0.1
    done
    cpu=$(awk '{ printf "%.1f", ($14 + $15) / 100 }' "/proc/$pid/stat")
    sleep 10
    # shellcheck disable=SC2046
    printf '%-6s %8s %8s %10s %10s %12s %12s\n' "$n" \
        "$(sed -n 's/^mercury ready in \([0-9.]*\) s$/\1/p' "$log")" "$cpu" \
        "$(megabytes Rss "$pid")" "$(megabytes Pss "$pid")" \
        "$(megabytes Rss $(postgres))" "$(megabytes Pss $(postgres))"
    kill -TERM "$pid"
    wait "$pid" || true
    n=$((n + 1))
done
