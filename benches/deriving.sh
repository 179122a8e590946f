#!/usr/bin/env bash
# Derivation of areas, in one run: of a municipality against PostGIS (nodes, polygons, definition points joined to them), and of towns of
# growing size; and of a change of 300 records in regions of three sizes.
#
#   benches/deriving.sh against [OBJECTS]      185 000 objects are some 60 000 lines
#   benches/deriving.sh growth                 SIZES: objects, 100 000 to 3 million, of which a third are lines
#   benches/deriving.sh hostile                files made to harm (benches/hostile.py), once each
#   benches/deriving.sh state                  STATES: objects, 30 000 to 3 million
#
# `against` and `state` use the private cluster of scripts/cluster, or the server that DATABASE_URL names, and databases of their own
# there. Rounds alternate; medians are compared. DTM and DERIVING name what is built already, ROUNDS the effort; WORK a directory for
# files and KEEP=yes the databases of `state` that the next run shall find.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

what=${1:?name against, growth, state or hostile}
shift
rounds=${ROUNDS:-5}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
databases=()
finish() {
    for database in "${databases[@]}"; do
        [ -n "${KEEP:-}" ] || psql -qAt "$server" -c "drop database if exists $database with (force)"
    done
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT
bench() { cargo bench --locked --no-run --bench deriving 2>&1 | sed -n 's/.*(\(.*\/deriving-[0-9a-f]*\))$/\1/p'; }

against() {
    local file ours=() theirs=() started ended deriving
    deriving=${DERIVING:-$(bench)}
    file=$(made "${1:-185000}")
    server=${DATABASE_URL:-$(scripts/cluster url)}
    local database=dtm_bench_deriving_$$
    databases+=("$database")
    psql -qAt "$server" -c "create database $database"
    local url=${server%/*}/$database
    "$deriving" --repeat 0 --tables "$work" "$file"
    psql -qAt "$url" <<SQL
create extension if not exists postgis;
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
    local size deriving
    deriving=${DERIVING:-$(bench)}
    for size in ${SIZES:-100000 300000 1000000 3000000}; do
        "$deriving" --repeat "$rounds" "$(made "$size")" | sort -n |
            awk -v size="$size" '{ row[NR] = $0; s[NR] = $1; lines = $3 } END {
                m = s[int((NR + 1) / 2)]
                printf "%d objects: %s; %.2f us a line, %.3f of n log n\n", size, row[int((NR + 1) / 2)], m / lines * 1e6, m / (lines * log(lines)) * 1e6
            }'
    done
}

# Of the change: group 4 over the state, and delivering it with the areas that follow from it but without checks, both from start to
# exit. What it changed is undone before the next round.
state() {
    local size seconds kind url round
    server=${DATABASE_URL:-$(scripts/cluster url)}
    export DTM_DATA_DIR=$work
    read -ra states <<<"${STATES:-30000 300000 3000000}"
    for size in "${states[@]}"; do
        local name=dtm_deriving_$size
        databases+=("$name")
        python3 benches/change.py "$(made "$size")" >"$work/change-$size.xml"
        [ "$(psql -At "$server" -c "select count(*) from pg_database where datname = '$name'")" = 0 ] || continue
        psql -qAt "$server" -c "create database $name"
        export DATABASE_URL=${server%/*}/$name
        "$dtm" migrate
        "$dtm" regions >/dev/null
        read -r seconds _ < <(measured "$dtm" import --unchecked --region CZ042 "$(made "$size")")
        echo "$size objects, all areas: delivered in $seconds s"
        psql -qAt "$DATABASE_URL" -c 'vacuum analyze feature_42_rows, derived_face, derived_area'
    done
    for round in $(seq 0 "$rounds"); do
        for size in "${states[@]}"; do
            url=${server%/*}/dtm_deriving_$size
            export DATABASE_URL=$url
            # A delivery of the same bytes would be taken for the same.
            sed "s|<o:Data>|<o:Data><!-- $(date +%s.%N) -->|" "$work/change-$size.xml" >"$work/change.xml"
            read -r seconds _ < <(measured "$dtm" check --only 4 --lang en --region CZ042 --state "$url" --output "$work/told" "$work/change.xml")
            # The first round meets nothing in memory.
            [ "$round" = 0 ] || echo "$seconds" >>"$work/state.$size.check"
            read -r seconds _ < <(measured "$dtm" import --unchecked --region CZ042 "$work/change.xml")
            [ "$round" = 0 ] || echo "$seconds" >>"$work/state.$size.import"
            "$dtm" revert --region CZ042 "$(psql -qAt "$url" -c "select max(number) from change_set where kind = 'delivery'")" >/dev/null
        done
    done
    for kind in check import; do
        for size in "${states[@]}"; do
            echo "$size $(median <"$work/state.$size.$kind") $kind"
        done | awk 'NR == 1 { first = $2 } { printf "%s of a change over %d objects: %.0f ms (%.2f)\n", $3, $1, $2 * 1000, $2 / first }'
    done
    rm -f "$work"/state.*
}

hostile() { harmed 4 "fan 100000" "islands 300000" "named 300000" "straight 300000" "upright 100000" "crossed 100000" "star 100000" "comb 200000" "same 20000"; }

"$what" "$@"
