#!/usr/bin/env bash
# What look-ups cost over HTTP: requests a second of the scoring host with a model, and with the same model and requests after look-ups
# in two tables. Needs wrk.
#   bench/lookups.sh [seconds a measurement] [repeats]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-5}
repeats=${2:-5}
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT

[ -n "${BUILT:-}" ] || dotnet build src/Trestle.Serving -c Release --nologo -v quiet
[ -n "${BUILT:-}" ] || dotnet build bench/Trestle.Bench -c Release --nologo -v quiet
artifacts/bin/Trestle.Bench/release/Trestle.Bench serve-lookups "$work"

ports=(18090 18091)
names=(plain lookups)
for i in 0 1; do
    artifacts/bin/Trestle.Serving/release/Trestle.Serving --package "$work/${names[$i]}.trestle" --port "${ports[$i]}" \
        >"$work/${names[$i]}.log" &
    pids+=($!)
    for _ in $(seq 300); do
        curl -sf -o /dev/null -X POST -H 'Content-Type: application/json' --data-binary "@$work/rows1.json" \
            "http://127.0.0.1:${ports[$i]}/invocations" && break
        sleep 0.1
    done
done

measure() {
    BODY="$work/$3" wrk -t1 -c"$2" -d"${seconds}s" --latency -s bench/serve.lua "http://127.0.0.1:$1/invocations" |
        awk '/^RESULT/ { print $2, $3, $4, $5 }'
}
median() { sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

for port in "${ports[@]}"; do
    BODY="$work/rows1.json" wrk -t1 -c8 -d3s -s bench/serve.lua "http://127.0.0.1:$port/invocations" >/dev/null
done
echo "| rows a request | connections | plain, requests/s | two tables, requests/s | lost | µs a row more | errors |"
echo "|---|---|---|---|---|---|---|"
for body in rows1.json rows100.json rows1000.json; do
    for connections in 1 32; do
        plain="" lookups=""
        for _ in $(seq "$repeats"); do
            plain+="$(measure 18090 $connections $body)"$'\n'
            lookups+="$(measure 18091 $connections $body)"$'\n'
        done
        read -r one _ _ errors1 <<<"$(printf '%s' "$plain" | median)"
        read -r two _ _ errors2 <<<"$(printf '%s' "$lookups" | median)"
        rows=${body//[!0-9]/}
        awk -v rows="$rows" -v c="$connections" -v a="$one" -v b="$two" -v e="$((errors1 + errors2))" 'BEGIN {
            cores = c == 1 ? 1 : 2
            printf "| %d | %d | %d | %d | %.1f %% | %.2f | %d |\n",
                rows, c, a, b, 100 * (1 - b / a), cores * 1e6 * (1 / b - 1 / a) / rows, e }'
    done
done
