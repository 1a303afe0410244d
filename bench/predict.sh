#!/usr/bin/env bash
# `trestle predict` on many rows (Parquet) and on a fifth of them (Parquet, CSV): seconds, rows a second, share of the bare walker's speed
# on as many threads, processor seconds, and the most memory that the process held.
#   bench/predict.sh [rows] [repeats] [folder of another build of trestle to compare with]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${1:-5000000}
repeats=${2:-3}
other=${3:-}
fifth=$((rows / 5))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build src/Trestle.Cli -c Release --nologo -v quiet
dotnet build bench/Trestle.Bench -c Release --nologo -v quiet
bench=artifacts/bin/Trestle.Bench/release/Trestle.Bench
mkdir "$work/many" "$work/fifth"
"$bench" predict-data "$work/many" "$rows" rows.parquet
"$bench" predict-data "$work/fifth" "$fifth" rows.parquet rows.csv
declare -A bare
while read -r threads rate; do bare[$threads]=$rate; done < <("$bench" predict-walker "$work/many")
echo "walker alone: ${bare[1]} rows/s on one thread, ${bare[2]} on two"

# Each build has a project folder of its own, because an older one cannot read the records of a newer one.
run() { # build folder input output cores [more]
    local project="$work/project$(cksum <<<"$1" | cut -d' ' -f1)"
    mkdir -p "$project"
    cp "$2/trestle.yaml" "$project"
    /usr/bin/time -f '%e %U %M' -o "$work/time" dotnet "$1/trestle.dll" predict "$project" --model "$2/bench.trestle" \
        --input "$2/$3" --output "$2/$4" --cores "$5" --memory 1GB "${@:6}" >"$work/log" || { cat "$work/log" >&2; exit 1; }
    cat "$work/time"
}

report() { # label build folder input output cores [more]
    local all="" count=$rows
    [ "$3" = "$work/fifth" ] && count=$fifth
    for _ in $(seq "$repeats"); do all+="$(run "${@:2}")"$'\n'; done
    read -r seconds processor kilobytes <<<"$(printf '%s' "$all" | sort -n | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }')"
    awk -v l="$1" -v n="$count" -v i="$4" -v c="$6" -v s="$seconds" -v u="$processor" -v m="$kilobytes" -v b="${bare[$6]}" 'BEGIN {
        printf "| %s | %d | %s | %d | %.1f | %.0f | %.2f | %.1f | %.0f |\n", l, n, i, c, s, n / s / 1000, n / s / b, u, m / 1024 }'
}

echo "| program | rows | input | cores | s | krow/s | of the walker | processor s | peak MB |"
echo "|---|---|---|---|---|---|---|---|---|"
here=artifacts/bin/Trestle.Cli/release
for cores in 1 2; do
    for input in "many rows.parquet" "fifth rows.csv"; do
        read -r folder file <<<"$input"
        [ -n "$other" ] && report before "$other" "$work/$folder" "$file" before.parquet "$cores"
        report now "$here" "$work/$folder" "$file" "now.parquet" "$cores"
        mv "$work/$folder/now.parquet" "$work/$folder/$file.$cores"
        [ -z "$other" ] || cmp "$work/$folder/before.parquet" "$work/$folder/$file.$cores"
    done
done
report now "$here" "$work/fifth" rows.parquet out.parquet 2
report "now, --explain" "$here" "$work/fifth" rows.parquet out.parquet 2 --explain
for pair in many/rows.parquet fifth/rows.csv; do cmp "$work/$pair.1" "$work/$pair.2"; done
echo "the predictions are the same bytes with one core and with two$([ -z "$other" ] || echo ", now and before")"
