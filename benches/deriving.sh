#!/usr/bin/env bash
# Derivation of areas, in one run: of a municipality against PostGIS (nodes, polygons, definition points joined to them), and of towns of
# growing size.
#
#   benches/deriving.sh against [OBJECTS]      300 000 objects are some 60 000 lines
#   benches/deriving.sh growth                 SIZES: objects, 100 000 to 5 million
#
# `against` uses the private cluster of scripts/cluster, or the server that DATABASE_URL names, and a database of its own there. Rounds
# alternate; medians are compared. DTM names the binary (target/release/dtm), ROUNDS the effort, WORK a directory for files.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:?name against or growth}
shift
rounds=${ROUNDS:-5}
dtm=${DTM:-target/release/dtm}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
finish() {
    [ -z "${database:-}" ] || psql -qAt "$server" -c "drop database if exists $database with (force)"
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
deriving=$(cargo bench --locked --no-run --bench deriving 2>&1 | sed -n 's/.*(\(.*\/deriving-[0-9a-f]*\))$/\1/p')

# made OBJECTS: the file of a town, made when it is not there.
made() {
    local file=$work/town-$1.jvf.xml
    [ -e "$file" ] || "$dtm" generate --objects "$1" --region CZ042 -o "$file" >/dev/null
    echo "$file"
}

against() {
    local file ours=() theirs=() started ended
    file=$(made "${1:-300000}")
    server=${DATABASE_URL:-$(scripts/cluster url)}
    database=dtm_bench_deriving_$$
    psql -qAt "$server" -c "create database $database"
    local url=${server%/*}/$database
    "$deriving" --repeat 0 --tables "$work" "$file"
    psql -qAt "$url" <<SQL
create extension postgis;
create table line (number integer, geometry geometry(linestring, 5514));
create table point (number integer, geometry geometry(point, 5514));
\copy line from '$work/lines.tsv'
\copy point from '$work/points.tsv'
create index on line using gist (geometry);
create index on point using gist (geometry);
analyze line;
analyze point;
SQL
    for _ in $(seq "$rounds"); do
        ours+=("$("$deriving" --repeat 1 "$file" | awk '{ print $1 }')")
        started=$(date +%s.%N)
        psql -qAt "$url" -v ON_ERROR_STOP=1 <<'SQL' >"$work/areas.txt"
create temporary table face as
select (ST_Dump(ST_Polygonize(noded.geometry))).geom as geometry
from (select ST_Node(ST_Collect(geometry)) as geometry from line) noded;
create index on face using gist (geometry);
analyze face;
create temporary table area as
select point.number, face.geometry
from point join face on face.geometry && point.geometry and ST_Contains(face.geometry, point.geometry);
select count(*) from area;
SQL
        ended=$(date +%s.%N)
        theirs+=("$(echo "$ended $started" | awk '{ print $1 - $2 }')")
    done
    "$deriving" "$file"
    echo "PostGIS: $(cat "$work/areas.txt") definition points in faces of the ground in level 0"
    python3 benches/measure.py "$deriving" "$file" 2>/dev/null | awk '{ print "peak with reading: " $2 " MiB" }'
    printf '%s %s\n' "$(printf '%s\n' "${ours[@]}" | median)" "$(printf '%s\n' "${theirs[@]}" | median)" |
        awk '{ printf "derived in %.3f s; PostGIS %.3f s, %.1f times as long\n", $1, $2, $2 / $1 }'
}

growth() {
    local size
    for size in ${SIZES:-100000 300000 1000000 3000000 5000000}; do
        "$deriving" --repeat "$rounds" "$(made "$size")" | sort -n |
            awk -v size="$size" '{ row[NR] = $0; s[NR] = $1; lines = $3 } END {
                m = s[int((NR + 1) / 2)]
                printf "%d objects: %s; %.2f us a line, %.3f of n log n\n", size, row[int((NR + 1) / 2)], m / lines * 1e6, m / (lines * log(lines)) * 1e6
            }'
    done
}

"$what" "$@"
