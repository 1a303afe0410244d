#!/usr/bin/env bash
# Size of an image and time from `podman run` to its first answer of one row: the churn example's, made by `trestle containerize`, beside
# FastAPI with scikit-learn on Debian's packages. Both run with a read-only root, as 10001, on the host's network. Needs root, podman,
# buildah, skopeo, runc and mmdebstrap, and python3-sklearn to learn the peer's model.
#   bench/image.sh [repeats]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
repeats=${1:-9}
work=$(mktemp -d)
trap 'podman rm --all --force --time 0 >/dev/null 2>&1 || true; podman system reset --force >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

cat >"$work/containers.conf" <<END
[containers]
netns = "host"
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
END
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$work" "$work" >"$work/storage.conf"
export CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf"

mmdebstrap --quiet --variant=extract \
    --include=base-files,base-passwd,ca-certificates,libc6,libc-bin,libgcc-s1,libssl3,libstdc++6,tzdata,zlib1g bookworm "$work/base"
mmdebstrap --quiet --variant=minbase \
    --include=python3-fastapi,python3-uvicorn,python3-uvloop,python3-httptools,python3-sklearn bookworm "$work/python"
# To the peer's favour: without the compiler that Debian's numpy brings along, headers, static libraries, documentation and the package
# manager's files.
rm -rf "$work/python"/var/{cache,lib}/apt "$work/python"/usr/share/{doc,man,locale} "$work/python"/usr/{include,lib/gcc} \
    "$work/python"/usr/lib/x86_64-linux-gnu/*.a

mkdir -p "$work/churn"
cp -r examples/churn/. "$work/churn"
rm -rf "$work/churn/.trestle"
dotnet build src/Trestle.Cli -c Release --nologo -v quiet >&2
trestle=(dotnet artifacts/bin/Trestle.Cli/release/trestle.dll)
"${trestle[@]}" run "$work/churn" >/dev/null 2>&1
begin=$(date +%s%N)
"${trestle[@]}" containerize "$work/churn" --base "$work/base" --output "$work/trestle.tar" --json >"$work/image.json" 2>/dev/null
made=$((($(date +%s%N) - begin) / 1000000))
begin=$(date +%s%N)
"${trestle[@]}" containerize "$work/churn" --base "$work/base" --output "$work/trestle.tar" --json >/dev/null 2>&1
again=$((($(date +%s%N) - begin) / 1000000))
podman load --quiet --input "$work/trestle.tar" >/dev/null
ours=$(grep -m1 -o '"reference": "[^"]*"' "$work/image.json" | cut -d'"' -f4)

/usr/bin/python3 bench/peers/image_fastapi.py fit examples/churn/data/wa_churn.csv "$work/python/model.pickle"
cp bench/peers/image_fastapi.py "$work/python/serve.py"
container=$(buildah from scratch)
buildah add --quiet "$container" "$work/python" / >/dev/null
buildah config --user 10001:10001 --entrypoint '["/usr/bin/python3", "/serve.py", "serve", "/model.pickle"]' "$container"
buildah commit --quiet --rm "$container" localhost/peer:1 >/dev/null
skopeo copy --quiet containers-storage:localhost/peer:1 "oci-archive:$work/peer.tar"

head -2 examples/churn/data/wa_churn.csv | /usr/bin/python3 -c '
import csv, json, sys
row = next(csv.DictReader(sys.stdin)); row.pop("churn")
print(json.dumps({"dataframe_records": [
    {name: float(value) if value.replace(".", "", 1).isdigit() else value for name, value in row.items()}]}))' >"$work/row.json"

port=18090
# Milliseconds from the command to the first answer of a row.
start() {
    port=$((port + 1))
    local begin
    begin=$(date +%s%N)
    podman run --detach --rm --name cold --read-only --cap-drop ALL "$@" >/dev/null 2>&1
    until curl -sf -o /dev/null -X POST -H 'Content-Type: application/json' --data-binary "@$work/row.json" \
        "http://127.0.0.1:$port/invocations"; do
        sleep 0.005
    done
    echo $((($(date +%s%N) - begin) / 1000000))
    memory=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$(podman inspect --format '{{.State.Pid}}' cold)/status")
    echo "$memory" >"$work/memory"
    podman rm --force --time 0 cold >/dev/null 2>&1
}

row() {
    local name=$1 file=$2 image=$3 times
    shift 3
    start "$image" "${@/PORT/$((port + 1))}" >/dev/null
    port=$((port + 1))
    times=$(for i in $(seq "$repeats"); do port=$((port + 1)); start "$image" "${@/PORT/$((port + 1))}"; done | sort -n)
    port=$((port + repeats + 5))
    echo "| $name | $(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$file") / 1e6 }") |" \
        "$(podman image inspect --format '{{.Size}}' "$image" | awk '{ printf "%.0f", $1 / 1e6 }') |" \
        "$(sed -n "$(((repeats + 1) / 2))p" <<<"$times") | $(head -1 <<<"$times")–$(tail -1 <<<"$times") | $(cat "$work/memory") |"
}

echo "$(date +%F) · $(nproc) cores, $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1) · bench/image.sh $repeats"
echo
echo "| image | archive, MB | unpacked, MB | first answer, ms (median of $repeats) | least–most | memory then, MiB |"
echo "|---|---|---|---|---|---|"
row "trestle containerize" "$work/trestle.tar" "$ours" --host 127.0.0.1 --port PORT
row "FastAPI + scikit-learn" "$work/peer.tar" localhost/peer:1 PORT
echo
echo "Made in $made ms the first time, in $again ms again."
