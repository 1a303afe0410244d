#!/usr/bin/env bash
# `trestle predict` on many rows: seconds, rows a second, share of the bare walker's speed, and the most memory that the process held.
#   bench/predict.sh [rows] [repeats] [folder of another trestle to compare with]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${1:-5000000}
repeats=${2:-3}
other=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build src/Trestle.Cli -c Release --nologo -v quiet
dotnet build bench/Trestle.Bench -c Release --nologo -v quiet
bench=artifacts/bin/Trestle.Bench/release/Trestle.Bench
mkdir "$work/few"
"$bench" predict-data "$work" "$rows"
"$bench" predict-data "$work/few" "$((rows / 5))"
declare -A bare
while read -r threads rate; do bare[$threads]=$rate; done < <("$bench" predict-walker "$work")
echo "walker alone: ${bare[1]} rows/s on one thread, ${bare[2]} on two"

run() { # program folder input output cores [more]
    /usr/bin/time -f '%e %M' -o "$work/time" dotnet "$1/trestle.dll" predict "$2" --model "$2/bench.trestle" --input "$2/$3" --output "$2/$4" --cores "$5" --memory 1GB "${@:6}" >/dev/null
    cat "$work/time"
}

report() { # label rows program folder input output cores [more]
    read -r seconds kilobytes <<<"$(for _ in $(seq "$repeats"); do run "${@:3}"; done | sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }')"
    awk -v l="$1" -v n="$2" -v i="$5" -v o="$6" -v c="$7" -v s="$seconds" -v m="$kilobytes" -v b="${bare[$7]}" 'BEGIN {
        printf "| %s | %d | %s → %s | %d | %.1f | %.0f | %.2f | %.0f |\n", l, n, i, o, c, s, n / s / 1000, n / s / b, m / 1024 }'
}

echo "| program | rows | files | cores | s | krow/s | of the walker | peak MB |"
echo "|---|---|---|---|---|---|---|---|"
here=artifacts/bin/Trestle.Cli/release
for cores in 1 2; do
    for input in rows.parquet rows.csv; do
        [ -n "$other" ] && report before "$rows" "$other" "$work" "$input" out.parquet "$cores"
        report now "$rows" "$here" "$work" "$input" out.parquet "$cores"
        mv "$work/out.parquet" "$work/$input.$cores"
    done
done
report now "$((rows / 5))" "$here" "$work/few" rows.parquet out.parquet 2
report "now, --explain" "$((rows / 5))" "$here" "$work/few" rows.parquet out.parquet 2 --explain
cmp "$work/rows.parquet.1" "$work/rows.parquet.2" && cmp "$work/rows.csv.1" "$work/rows.csv.2" && echo "the outputs with one core and with two are the same bytes"
