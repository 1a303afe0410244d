#!/bin/sh
# Takes the commands of podman that Trestle uses; a container is a scoring host, its image the path of a package.
root="$(cd "$(dirname "$0")/../../.." && pwd)"
state="${TMPDIR:-/tmp}/trestle-engine"
mkdir -p "$state"
verb="$1"
shift
alive() { [ -f "$state/$1.pid" ] && kill -0 "$(cat "$state/$1.pid")" 2>/dev/null && ! grep -q '^State:.*Z' "/proc/$(cat "$state/$1.pid")/status" 2>/dev/null; }
launch() {
    dotnet "$root/artifacts/bin/Trestle.Cli/release/serving/Trestle.Serving.dll" --package "$(cat "$state/$1.image")" --port "$(cat "$state/$1.port")" \
        $(cat "$state/$1.arguments") >"$state/$1.log" 2>&1 </dev/null &
    echo $! >"$state/$1.pid"
}
for last; do :; done
case "$verb" in
run)
    while :; do
        case "$1" in
        --name) name="$2" && shift ;;
        --volume)
            case "$2" in
            *:/etc/trestle*) door="${2%:/etc/trestle*}" ;;
            *) volume="${2%:/var/log/trestle*}" ;;
            esac
            shift
            ;;
        --label) label="${2#*=}" && shift ;;
        --publish) port="$(echo "$2" | cut -d: -f2)" && shift ;;
        --detach | --read-only) ;;
        --*) shift ;;
        *) break ;;
        esac
        shift
    done
    echo "$1" >"$state/$name.image"
    echo "$port" >"$state/$name.port"
    shift
    echo "$*" | sed "s#/var/log/trestle#$volume#; s#/etc/trestle#$door#" >"$state/$name.arguments"
    echo "$label" >"$state/$name.label"
    launch "$name"
    ;;
start) alive "$last" || launch "$last" ;;
inspect)
    [ -f "$state/$last.image" ] || exit 125
    if alive "$last"; then echo "true $(cat "$state/$last.label")"; else echo "false $(cat "$state/$last.label")"; fi
    ;;
port) echo "127.0.0.1:$(cat "$state/$1.port")" ;;
ps) for file in "$state"/*.image; do [ -f "$file" ] && basename "$file" .image; done ;;
logs) cat "$state/$last.log" ;;
stop) kill "$(cat "$state/$last.pid")" 2>/dev/null; while alive "$last"; do sleep 0.05; done ;;
rm)
    alive "$last" && kill -9 "$(cat "$state/$last.pid")"
    rm -f "$state/$last.image" "$state/$last.arguments" "$state/$last.port" "$state/$last.label" "$state/$last.pid" "$state/$last.log"
    ;;
*) exit 1 ;;
esac
exit 0
