#!/usr/bin/env bash
# Importing a delivery into an empty region, official checks, digest, kept copy and indexes included, against a bare COPY BINARY of the same rows and the build
# of the same indexes, in one run.
#
#   benches/importing.sh FILE REGION        a state (records `r`), the code of a region
#
# Uses the private cluster of scripts/cluster, or the server that DATABASE_URL names, and a database of its own there.
# Rounds alternate; medians are compared. DTM names the binary (target/release/dtm), ROUNDS the effort.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

file=$(realpath "${1:?name a delivery}")
region=${2:?name the code of a region}
number=$((10#${region: -2}))
rounds=${ROUNDS:-3}
server=${DATABASE_URL:-$(scripts/cluster url)}
scratch=dtm_bench_$$
export DATABASE_URL=${server%/*}/$scratch
work=$(mktemp -d)
sql() { psql -qAt -v ON_ERROR_STOP=1 "$DATABASE_URL" "$@"; }
finish() {
    psql -qAt "$server" -c "drop database if exists $scratch with (force)"
    rm -rf "$work"
}
trap finish EXIT

psql -qAt "$server" -c "create database $scratch"
"$dtm" migrate
"$dtm" regions ${OUTLINES:+"$OUTLINES"} >/dev/null

ours=() bare=() memory=0
for _ in $(seq "$rounds"); do
    sql -c "delete from change_set; delete from delivery_part; delete from delivery_file; delete from delivery;
        delete from id_series; drop table if exists feature_${number}_rows; update region set last_change_set = 0"
    # What was written before is on the disk before the next is timed.
    sync
    read -r seconds peak < <(python3 benches/measure.py "$dtm" import "$file" --region "$region" --data-dir "$work" 2>"$work/told")
    ours+=("$seconds")
    memory=$((peak > memory ? peak : memory))
    [ -e "$work/rows" ] || sql -c "copy (select * from feature) to stdout (format binary)" >"$work/rows"
    cat >"$work/bare.sql" <<SQL
set maintenance_work_mem = '256MB';
begin;
create table bare (like feature_columns);
\copy bare from '$work/rows' (format binary)
alter table bare add primary key (region, id);
create index on bare using gist (geometry);
create index on bare (object_type, id);
create index on bare (since);
commit;
SQL
    sync
    read -r seconds _ < <(python3 benches/measure.py psql -qAt -v ON_ERROR_STOP=1 "$DATABASE_URL" -f "$work/bare.sql")
    bare+=("$seconds")
    sql -c "drop table bare"
done
objects=$(sql -c "select count(*) from feature_$number")
a=$(printf '%s\n' "${ours[@]}" | median)
b=$(printf '%s\n' "${bare[@]}" | median)
tail -n 1 "$work/told"
awk -v n="$objects" -v a="$a" -v b="$b" -v memory="$memory" 'BEGIN {
    printf "%d objects: dtm import %.2f s (%.0f objects/s, peak %d MiB), bare copy and indexes %.2f s, ratio %.2f\n",
        n, a, n / a, memory, b, a / b }'
