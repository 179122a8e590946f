#!/usr/bin/env bash
# A tile over one million features: dtm against martin, on the same machine, the same server and the same rows.
#
#   PEERS=DIR benches/tiles.sh [LEVEL…]        levels of WebMercatorQuad, 16 when none is given
#
# DIR is a working directory with PostGIS on port 5544, the table dtm_objekty, martin, wrk and lists of tiles. The rows of
# the table become features of dtm, each with an object type that is drawn from level 16 on, so that both tiles hold the
# same things. Two measurements with the cache off and on; rounds alternate, so that both meet the same disturbances.
# DTM names the binary (target/release/dtm), ROUNDS and SECONDS_EACH the effort.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

skip() {
    printf 'SKIPPED benches/tiles.sh: %s\n' "$1" >&2
    exit 0
}

[ -n "${PEERS:-}" ] || skip 'PEERS does not name a directory with martin and its data'
[ -x "$PEERS/cargo/bin/martin" ] || skip "there is no martin in $PEERS"
command -v wrk >/dev/null || skip 'wrk is not installed'
[ -x "$dtm" ] || skip "there is no $dtm; run cargo build --release"

levels=("$@")
[ ${#levels[@]} -gt 0 ] || levels=(16)
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-8}
port=3121
export PGHOST=127.0.0.1 PGPORT=5544 PGUSER=postgres PGDATABASE=dtm_tiles
export DATABASE_URL=postgres://$PGUSER@$PGHOST:$PGPORT/$PGDATABASE
work=$(mktemp -d)
served=
started=

finish() {
    [ -z "$served" ] || kill "$served" 2>/dev/null || true
    (cd "$PEERS" && ./servers.sh stop martin && { [ -z "$started" ] || ./pg.sh stop; }) >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT

# One measurement: median and requests per second, "p50_ms rps kib", of a base URL and a list of paths.
measure() {
    PATHS=$2 wrk -t1 -c4 "-d${seconds}s" --timeout 30s -s "$PEERS/wrk_paths.lua" "$1" |
        sed -n 's/^JSON //p' |
        python3 -c 'import json,sys; j=json.load(sys.stdin); assert j["non2xx"]==0==j["errors"], j; print(j["p50_ms"], j["rps"], j["kib_per_req"])'
}

serve() {
    DTM_TILE_CACHE_BYTES=$1 DTM_HOST=127.0.0.1 DTM_PORT=$port DTM_LOG=warn "$dtm" serve >"$work/dtm.log" 2>&1 &
    served=$!
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null && return
        sleep 0.1
    done
    cat "$work/dtm.log" >&2
    exit 1
}

stop() {
    kill "$served"
    wait "$served" || true
    served=
}

load() {
    createdb "$PGDATABASE"
    "$dtm" migrate
    psql -qAtd peers >"$work/regions.geojson" <<'SQL'
select json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
    'type', 'Feature',
    'properties', json_build_object('code', 'CZ0' || kraj, 'name', nazev),
    'geometry', st_asgeojson(st_makeenvelope(x0 - 100, y0 - 100, x0 + 7200, y0 + 7200, 5514), 0, 0)::json)))
from regiony;
SQL
    "$dtm" regions "$work/regions.geojson"
    psql -qd peers -c 'copy (select kraj, id, typ, uroven, trida, editor, vlozeno, geom from dtm_objekty order by id)
        to stdout (format binary)' >"$work/rows"
    psql -q -v ON_ERROR_STOP=1 <<SQL
create temp table drawn_as (typ text, element text);
insert into drawn_as values
    ('PodrobnyBodZPS', 'VyskovyBodNaTerenu'), ('PodperneZarizeni', 'NosicTechnickehoZarizeni'),
    ('BudovaDefinicniBod', 'Vrt'), ('PovrchovyZnakTI', 'MelioracniSachta'),
    ('SloupTechnologickeKonstrukce', 'SloupTechnologickeKonstrukce'), ('HraniceBudovy', 'HraniceBudovy'),
    ('Plot', 'Plot'), ('TerenniHrana', 'TerenniHrana'), ('TrasaElektrickeSite', 'TrasaOdbernehoElektrickehoZarizeni'),
    ('TrasaVodovodniSite', 'TrasaVodovodniPripojky'), ('BudovaPlocha', 'BudovaPlocha');
create temp table given (region smallint, id bigint, typ text, level smallint, accuracy smallint, editor text,
    created timestamptz, geometry geometry);
\copy given from '$work/rows' (format binary)
insert into feature (region, id, object_type, since, level, position_accuracy, editor, created_at, geometry)
select region, region * 1000000000000000 + id, key, 1, level, accuracy, editor, created, given.geometry
from given join drawn_as using (typ) join object_type using (element) order by id;
vacuum analyze feature;
SQL
}

if ! pg_isready -q; then
    (cd "$PEERS" && ./pg.sh start) >/dev/null
    started=yes
fi
psql -Atqd postgres -c "select 1 from pg_database where datname = '$PGDATABASE'" | grep -q 1 || load
rows=$(psql -Atc 'select count(*) from feature')
[ "$rows" = 1000000 ] || { echo "database $PGDATABASE holds $rows features; drop it and try again" >&2; exit 1; }
(cd "$PEERS" && ./servers.sh start martin) >/dev/null

for level in "${levels[@]}"; do
    awk -v z="$level" '$1 == z { print "/dtm_objekty/" z "/" $2 "/" $3 }' "$PEERS/data/tiles.txt" >"$work/martin"
    awk -v z="$level" '$1 == z { print "/tiles/zps/WebMercatorQuad/" z "/" $3 "/" $2 }' "$PEERS/data/tiles.txt" >"$work/dtm"

    serve 0
    "$PEERS/venv-clients/bin/python" - "$port" "$work/martin" "$work/dtm" <<'PY'
import sys, urllib.request, mapbox_vector_tile
def count(base, paths):
    total = 0
    for path in open(paths).read().split()[:40]:
        with urllib.request.urlopen(base + path) as answer:
            body = answer.read()
            total += sum(len(layer["features"]) for layer in mapbox_vector_tile.decode(body).values()) if body else 0
    return total
theirs, ours = count("http://127.0.0.1:3111", sys.argv[2]), count(f"http://127.0.0.1:{sys.argv[1]}", sys.argv[3])
print(f"features in 40 tiles: martin {theirs}, dtm {ours}")
assert abs(theirs - ours) <= 0.01 * theirs, "the tiles do not hold the same"
PY
    for _ in $(seq "$rounds"); do
        measure http://127.0.0.1:3111 "$work/martin" >>"$work/martin.$level"
        measure "http://127.0.0.1:$port" "$work/dtm" >>"$work/off.$level"
    done
    stop
    serve 268435456
    measure "http://127.0.0.1:$port" "$work/dtm" >/dev/null
    for _ in $(seq "$rounds"); do
        measure "http://127.0.0.1:$port" "$work/dtm" >>"$work/on.$level"
    done
    stop
    python3 - "$level" "$work/martin.$level" "$work/off.$level" "$work/on.$level" <<'PY'
import statistics, sys
def middle(path):
    return [statistics.median(column) for column in zip(*([float(v) for v in line.split()] for line in open(path)))]
level, (martin, off, on) = sys.argv[1], map(middle, sys.argv[2:])
for name, (p50, rps, kib) in (("martin", martin), ("dtm, cache off", off), ("dtm, cache on", on)):
    print(f"z{level} {name:15} median {p50:7.2f} ms {rps:8.0f} tiles/s {kib:7.1f} KiB   {p50 / martin[0]:.2f} x martin's median")
PY
done
