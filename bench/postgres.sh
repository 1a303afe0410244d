#!/usr/bin/env bash
# Rows out of PostgreSQL: stage 1 of a project beside psql's COPY ... TO of the same table, and the most memory that each took.
#   bench/postgres.sh [ROWS]     (as root: the server runs as the user postgres)
set -euo pipefail
rows="${1:-3000000}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
trestle="$here/artifacts/bin/Trestle.Cli/release/trestle"
bin="$(ls -d /usr/lib/postgresql/*/bin | tail -1)"
work="$(mktemp -d /tmp/trestle-postgres-XXXX)"
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
as=(setpriv --reuid=postgres --regid=postgres --init-groups)
chown postgres "$work"
trap '"${as[@]}" "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null; rm -rf "$work" "$work-project"' EXIT
"${as[@]}" "$bin/initdb" -D "$work/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work -c fsync=off" start >/dev/null
psql=("$bin/psql" -X -q -h 127.0.0.1 -p "$port" -U postgres)
"${psql[@]}" -c "CREATE TABLE t AS SELECT i::bigint AS id, (i % 100)::int AS age, random() AS score,
  (random() * 1000)::numeric(10,2) AS amount,
  date '2020-01-01' + (i % 1500)::int AS day, timestamptz '2020-01-01' + i * interval '1 second' AS at, (i % 3 = 0) AS flag,
  (ARRAY['red','green','blue'])[1 + i % 3] AS colour, 'customer ' || i AS name, (i % 7)::smallint AS weekday, random()::real AS ratio,
  CASE WHEN random() < 0.3 THEN 'yes' ELSE 'no' END AS y FROM generate_series(1, $rows) i" -c "VACUUM ANALYZE t"
"${psql[@]}" -c "SELECT count(*) FROM t" >/dev/null
clock() { /usr/bin/time -f "%e s, %U user, %M KiB at most" "$@"; }
echo "psql COPY TO, $rows rows of 12 columns"
for _ in 1 2; do clock "${psql[@]}" -c "COPY t TO STDOUT" >/dev/null; done
mkdir "$work-project"
printf 'name: bench\nsource: {connection: "postgres://postgres@127.0.0.1:%s/postgres", table: t}\ntarget: y\nkey: id\n' "$port" \
    >"$work-project/trestle.yaml"
echo "trestle run --to ingest"
for _ in 1 2; do clock "$trestle" run "$work-project" --to ingest --force | grep -i ingest | head -1; done
