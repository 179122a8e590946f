#!/usr/bin/env bash
# Checks of groups 1 to 3, in one run: of files that are made alike and larger and larger, against reading them and against
# the streaming validation of libxml2; and of a change delivery of 300 records over the state of regions of three sizes.
#
#   benches/topology.sh files SCHEMA FILE…     SCHEMA: xsd/index/index_data.xsd of the unpacked official package
#   benches/topology.sh growth                 SIZES: objects, 100 000 to 3 million
#   benches/topology.sh state                  STATES: objects, 30 000 to 3 million
#   benches/topology.sh hostile                files made to harm (benches/hostile.py), once each
#
# state uses the private cluster of scripts/cluster, or the server that DATABASE_URL names, and databases of its own there. Rounds
# alternate; medians are compared. DTM names the binary (target/release/dtm), ROUNDS the effort; WORK a directory for files
# and KEEP=yes the databases that the next run shall find.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

what=${1:?name files, growth, state or hostile}
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
reader() { cargo bench --no-run --bench reading 2>&1 | sed -n 's/.*(\(.*\/reading-[0-9a-f]*\))$/\1/p'; }

files() {
    local schema=${1:?name the XML schema of JVF DTM} reading file
    shift
    reading=$(reader)
    for file in "$@"; do
        local ours=() theirs=() read=() memory=0 seconds peak
        for _ in $(seq "$rounds"); do
            read -r seconds peak < <(measured "$dtm" check --use precheck --only 1,2,3,OST --output /dev/null "$file")
            ours+=("$seconds")
            memory=$((peak > memory ? peak : memory))
            read -r seconds _ < <(measured xmllint --nonet --nowarning --noout --stream --schema "$schema" "$file")
            theirs+=("$seconds")
            read -r seconds _ < <(measured "$reading" "$file")
            read+=("$seconds")
        done
        printf '%s %s %s\n' "$(printf '%s\n' "${ours[@]}" | median)" "$(printf '%s\n' "${theirs[@]}" | median)" \
            "$(printf '%s\n' "${read[@]}" | median)" |
            awk -v file="$(basename "$file")" -v memory="$memory" '{
                printf "%s: groups 1 to 3 %.3f s; xmllint %.3f s, %.2f of it; reading on one thread %.3f s, %.2f of it; peak %d MiB\n",
                    file, $1, $2, $1 / $2, $3, $1 / $3, memory }'
    done
}

growth() {
    local size seconds peak
    read -ra sizes <<<"${SIZES:-100000 300000 1000000 3000000}"
    for size in "${sizes[@]}"; do made "$size" >/dev/null; done
    for _ in $(seq "$rounds"); do
        for size in "${sizes[@]}"; do
            read -r seconds peak < <(measured "$dtm" check --use precheck --only 1,2,3,OST --output /dev/null "$(made "$size")")
            echo "$size $seconds $peak" >>"$work/growth"
        done
    done
    for size in "${sizes[@]}"; do
        seconds=$(awk -v size="$size" '$1 == size { print $2 }' "$work/growth" | median)
        peak=$(awk -v size="$size" '$1 == size { print $3 }' "$work/growth" | median)
        echo "$size $seconds $peak"
    done | awk '{ one = $2 / $1; law = $1 * log($1)
        if (NR == 1) { first = one; first_law = $2 / law }
        printf "%d objects: %.3f s, %.2f us an object (%.2f), of n log n %.2f; peak %d MiB\n", $1, $2, one * 1e6, one / first, $2 / law / first_law, $3 }'
    rm "$work/growth"
}

state() {
    local size seconds
    server=${DATABASE_URL:-$(scripts/cluster url)}
    read -ra states <<<"${STATES:-30000 300000 3000000}"
    for size in "${states[@]}"; do
        local name=dtm_topology_$size
        databases+=("$name")
        [ "$(psql -At "$server" -c "select count(*) from pg_database where datname = '$name'")" = 0 ] || continue
        psql -qAt "$server" -c "create database $name"
        export DATABASE_URL=${server%/*}/$name DTM_DATA_DIR=$work
        "$dtm" migrate
        "$dtm" regions >/dev/null
        "$dtm" import --unchecked --region CZ042 "$(made "$size")" >/dev/null
        psql -qAt "$DATABASE_URL" -c 'vacuum analyze feature_42_rows'
    done
    for size in "${states[@]}"; do python3 benches/change.py "$(made "$size")" >"$work/change-$size.xml"; done
    for round in $(seq 0 "$rounds"); do
        for size in "${states[@]}"; do
            read -r seconds _ < <(measured "$dtm" check --use precheck --only 1.1,1.4,1.5,1.6,2,3,OST --lang en --region CZ042 \
                --state "${server%/*}/dtm_topology_$size" --output "$work/told-$size" "$work/change-$size.xml")
            # The first meets nothing in memory.
            [ "$round" = 0 ] || echo "$seconds" >>"$work/state.$size"
        done
    done
    for size in "${states[@]}"; do
        echo "$size $(median <"$work/state.$size") $(grep -c "<ZaznamObjektu>" "$work/change-$size.xml" || true) $(head -1 "$work/told-$size" | sed 's/.*: //')"
    done | awk 'NR == 1 { first = $2 } { size = $1; seconds = $2; $1 = $2 = $3 = ""; printf "a change over %d objects: %.0f ms (%.2f); %s\n", size, seconds * 1000, seconds / first, $0 }'
    rm -f "$work"/state.*
}

hostile() { harmed 3,OST "crossing 100000" "heap 200000" "again 100000" "parallel 100000" "copies 500" "star 100000" "comb 200000" "same 20000"; }

case $what in
files) files "$@" ;;
growth) growth ;;
state) state ;;
hostile) hostile ;;
*) echo "usage: benches/topology.sh files SCHEMA FILE… | growth | state | hostile" >&2; exit 2 ;;
esac
