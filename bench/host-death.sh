#!/usr/bin/env bash
# Seconds without an answer when the scoring host of a deployment is killed (kill -9) under 32 connections, each with one row at a time:
# with a new start, and with a host that stands by (deploy.standby). Needs python3 for the connections.
#   bench/host-death.sh [repeats] [folder of another build of trestle to compare with]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
repeats=${1:-5}
other=${2:-}
mine=$PWD/artifacts/bin/Trestle.Cli/release
work=$(mktemp -d)
trap 'for stop in "$work"/*/.trestle/deployments/churn; do touch "$stop/stop" 2>/dev/null || true; done; sleep 3; rm -rf "$work"' EXIT

[ -f "$mine/trestle.dll" ] || dotnet build src/Trestle.Cli -c Release --nologo -v quiet
cp -r examples/churn "$work/trained"
rm -rf "$work/trained/.trestle"
printf 'train: {trials: 1}\nevaluate: {resamples: 100}\n' >>"$work/trained/trestle.yaml"
dotnet "$mine/trestle.dll" run "$work/trained" >"$work/run.log"

measure() { # name, build, setting, repeat
    local project="$work/$1-$4"
    cp -r "$work/trained" "$project"
    printf 'deploy: {port: 0%s}\n' "$3" >>"$project/trestle.yaml"
    dotnet "$2/trestle.dll" deploy "$project" --json >/dev/null
    sleep 5 # a host that stands by loads its models
    python3 bench/peers/host_death.py "$project" 32
    touch "$project/.trestle/deployments/churn/stop"
}

echo "| build | seconds without an answer, median | worst | failed requests, median | answers a second before |"
echo "|---|---:|---:|---:|---:|"
line() { # words, name, build, setting
    for i in $(seq "$repeats"); do measure "$2" "$3" "$4" "$i"; done | sort -n | awk -v words="$1" '
        { gap[NR] = $1; failed[NR] = $2; rate[NR] = $3 }
        END { m = int((NR + 1) / 2); printf "| %s | %.2f | %.2f | %d | %d |\n", words, gap[m], gap[NR], failed[m], rate[m] }'
}
if [ -n "$other" ]; then line "before" before "$other" ""; fi
line "a new start" start "$mine" ""
line "a host stands by" standby "$mine" ", standby: true"
