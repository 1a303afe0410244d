#!/usr/bin/env bash
# Requests and rows a second and latency of one row, a hundred and a thousand a request over HTTP: the scoring host with a package, and
# with a route table (a canary gets a tenth) and the prediction log; an ASP.NET Core endpoint that does nothing; FastAPI with scikit-learn.
# Needs wrk, and for the peer python3-fastapi, -uvicorn, -uvloop, -httptools and -sklearn of Debian 12.
#   bench/serve.sh [seconds a measurement] [repeats]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-10}
repeats=${2:-3}
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT

dotnet build src/Trestle.Serving -c Release --nologo -v quiet
dotnet build bench/Trestle.Bench -c Release --nologo -v quiet
bench=artifacts/bin/Trestle.Bench/release/Trestle.Bench
"$bench" serve-package "$work"

ready() {
    for _ in $(seq 300); do
        curl -sf -o "${2:-/dev/null}" -X POST -H 'Content-Type: application/json' --data-binary "@$work/rows1.json" \
            "http://127.0.0.1:$1/invocations" && return
        sleep 0.1
    done
    echo "nothing answers on port $1" >&2
    exit 1
}

artifacts/bin/Trestle.Serving/release/Trestle.Serving --package "$work/bench.trestle" --port 18080 >"$work/host.log" &
pids+=($!)
ready 18080 "$work/answer.json"
artifacts/bin/Trestle.Serving/release/Trestle.Serving --routes "$work/routes.json" --prediction-log "$work/log" --port 18083 \
    >"$work/routed.log" &
pids+=($!)
ready 18083
"$bench" serve-empty 18081 "$work/answer.json" &
pids+=($!)
ready 18081
/usr/bin/python3 bench/peers/serve_fastapi.py 18082 &
pids+=($!)
ready 18082

measure() {
    BODY="$work/$3" wrk -t1 -c"$2" -d"${seconds}s" --latency -s bench/serve.lua "http://127.0.0.1:$1/invocations" |
        awk '/^RESULT/ { print $2, $3, $4, $5 }'
}

median() { sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }

for port in 18080 18081 18082 18083; do
    BODY="$work/rows1.json" wrk -t1 -c8 -d3s -s bench/serve.lua "http://127.0.0.1:$port/invocations" >/dev/null
done
echo "| body | connections | server | requests/s | krow/s | p50 µs | p99 µs | errors | of the empty endpoint |"
echo "|---|---|---|---|---|---|---|---|---|"
for body in rows1.json rows100.json rows1000.json; do
    for connections in 1 32; do
        declare -A results=()
        for _ in $(seq "$repeats"); do
            for port in 18081 18080 18083 18082; do
                [ "$body" != rows1.json ] && [ "$port" = 18081 ] && continue
                results[$port]+="$(measure $port $connections $body)"$'\n'
            done
        done
        empty=$(printf '%s' "${results[18081]:-}" | median | cut -d' ' -f1)
        for entry in "18081 empty endpoint" "18080 scoring host" "18083 scoring host, routes and log" "18082 FastAPI + scikit-learn"; do
            port=${entry%% *}
            [ -n "${results[$port]:-}" ] || continue
            read -r rate p50 p99 errors <<<"$(printf '%s' "${results[$port]}" | median)"
            ratio=$([ -n "$empty" ] && awk "BEGIN { printf \"%.2f\", $rate / $empty }" || echo "")
            rows=${body//[!0-9]/}
            echo "| ${body%.json} | $connections | ${entry#* } | $rate | $(awk "BEGIN { printf \"%.1f\", $rate * $rows / 1000 }") |" \
                "$p50 | $p99 | $errors | $ratio |"
        done
        unset results
    done
done
