#!/usr/bin/env bash
# Exporting a region in every format: rate, peak memory, time to the first byte; FlatGeobuf and GeoPackage beside ogr2ogr, which
# makes the same files out of a GeoPackage. In one run.
#
#   benches/exporting.sh FILE REGION        a state (records `r`) that is imported first, the code of a region
#
# Uses the private cluster of scripts/cluster, or the server that DATABASE_URL names, and a database of its own there.
# Rounds alternate; medians are compared. DTM names the binary (target/release/dtm), ROUNDS the effort.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

file=$(realpath "${1:?name a delivery}")
region=${2:?name the code of a region}
rounds=${ROUNDS:-3}
server=${DATABASE_URL:-$(scripts/cluster url)}
scratch=dtm_bench_$$
export DATABASE_URL=${server%/*}/$scratch
work=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/exporting.XXXXXX")
finish() {
    psql -qAt "$server" -c "drop database if exists $scratch with (force)"
    rm -rf "$work"
}
trap finish EXIT

psql -qAt "$server" -c "create database $scratch"
"$dtm" migrate
"$dtm" regions ${OUTLINES:+"$OUTLINES"} >/dev/null
"$dtm" import "$file" --region "$region" --unchecked --data-dir "$work" | tail -n 1
psql -qAt "$DATABASE_URL" -c "vacuum analyze feature"

# timed NAME COMMAND…: median seconds and greatest peak of a command that writes $work/NAME.
timed() {
    local name=$1 seconds peak most=0 all=()
    shift
    for _ in $(seq "$rounds"); do
        rm -f "$work/$name"
        read -r seconds peak < <(python3 benches/measure.py "$@" 2>"$work/told") || { cat "$work/told" >&2; exit 1; }
        all+=("$seconds")
        most=$((peak > most ? peak : most))
    done
    seconds=$(printf '%s\n' "${all[@]}" | median)
    awk -v name="$name" -v s="$seconds" -v bytes="$(stat -c %s "$work/$name")" -v peak="$most" 'BEGIN {
        printf "%-16s %7.2f s  %7.1f MB  %6.0f MB/s  peak %4d MiB\n", name, s, bytes / 1e6, bytes / 1e6 / s, peak }'
}

for name in jvf.xml geojsons gpkg fgb.zip parquet.zip; do
    timed "all.$name" "$dtm" export --region "$region" --audience entitled -o "$work/all.$name"
done
timed "1.5.0.xml" "$dtm" export --region "$region" --audience entitled --version 1.5.0 -o "$work/1.5.0.xml"
timed "ogr.gpkg" ogr2ogr -f GPKG "$work/ogr.gpkg" "$work/all.gpkg"
# ogr2ogr writes a FlatGeobuf a layer: all of them into a directory.
read -r seconds peak < <(python3 benches/measure.py ogr2ogr -f FlatGeobuf "$work/fgb" "$work/all.gpkg" 2>"$work/told")
awk -v s="$seconds" -v peak="$peak" -v bytes="$(du -sb "$work/fgb" | cut -f1)" 'BEGIN {
        printf "%-16s %7.2f s  %7.1f MB  %6.0f MB/s  peak %4d MiB\n", "ogr.fgb", s, bytes / 1e6, bytes / 1e6 / s, peak }'

# The first byte over HTTP, of a region that has just been asked for once.
export DTM_PORT=${PORT:-8499} DTM_AUDIENCE=entitled DTM_LOG=warn DTM_DATA_DIR=$work
"$dtm" serve >"$work/log" 2>&1 &
service=$!
for _ in $(seq 100); do curl -fs "http://127.0.0.1:$DTM_PORT/health/ready" >/dev/null && break || sleep 0.1; done
for _ in $(seq $((rounds + 1))); do
    curl -s -o /dev/null -w '%{time_starttransfer} %{time_total} %{size_download}\n' "http://127.0.0.1:$DTM_PORT/regions/$region/export"
done | tail -n "$rounds" | sort -n | awk '{ v[NR] = $0 } END { split(v[int((NR + 1) / 2)], a, " ");
    printf "over HTTP: first byte after %.0f ms, all %.0f MB in %.2f s, %.0f MB/s\n", a[1] * 1000, a[3] / 1e6, a[2], a[3] / 1e6 / a[2] }'
awk '/VmHWM/ { printf "peak of the service %d MiB\n", $2 / 1024 }' "/proc/$service/status"
kill "$service"
wait "$service" || true
