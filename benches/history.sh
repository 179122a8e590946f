#!/usr/bin/env bash
# What the past costs: reading the current state beside nine ended versions of every object against a store without a past,
# reading the past against reading the current state, and applying 300 changes to regions of three sizes. In one run.
#
#   benches/history.sh [reading|applying]        both when none is told
#
# Uses the private cluster of scripts/cluster, or the server that DATABASE_URL names, and databases of its own there. Rows come
# from fixtures/history.sql. Rounds alternate; medians are compared. DTM names the binary (target/release/dtm); ROUNDS,
# REQUESTS and SIZES the effort; KEEP=yes leaves the databases for the next run.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

what=${1:-both}
rounds=${ROUNDS:-5}
requests=${REQUESTS:-300}
read -ra sizes <<<"${SIZES:-30000 300000 3000000}"
server=${DATABASE_URL:-$(scripts/cluster url)}
at=${server%/*}
work=$(mktemp -d)
export DTM_DATA_DIR=$work DTM_AUDIENCE=entitled DTM_LOG=warn
served=() databases=()

finish() {
    for process in "${served[@]}"; do kill "$process" 2>/dev/null || true; done
    wait
    for database in "${databases[@]}"; do
        [ -n "${KEEP:-}" ] || psql -qAt "$server" -c "drop database if exists $database with (force)"
    done
    rm -rf "$work"
}
trap finish EXIT

# fill NAME OBJECTS EACH VERSIONS: a database with one region.
fill() {
    databases+=("$1")
    [ "$(psql -At "$server" -c "select count(*) from pg_database where datname = '$1'")" = 0 ] || return 0
    psql -qAt "$server" -c "create database $1"
    DATABASE_URL=$at/$1 "$dtm" migrate
    DATABASE_URL=$at/$1 "$dtm" regions >/dev/null
    psql -qAt -v ON_ERROR_STOP=1 "$at/$1" -f fixtures/history.sql \
        -c "call fill_region(42::smallint, $2, $3, $4)" \
        -c 'vacuum analyze feature_42_rows, feature_history_42' -c 'vacuum analyze change_set, delivery, delivery_file'
}

# serve NAME PORT
serve() {
    DATABASE_URL=$at/$1 DTM_TILE_CACHE_BYTES=0 DTM_PORT=$2 "$dtm" serve >"$work/log.$2" 2>&1 &
    served+=($!)
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$2/health/ready" >/dev/null && break
        sleep 0.1
    done
    # Counts what there is, once.
    curl -fs "http://127.0.0.1:$2/collections?f=json" >/dev/null || { cat "$work/log.$2" >&2; exit 1; }
}

reading() {
    fill dtm_history_none 300000 1 0
    fill dtm_history_nine 300000 1 9
    serve dtm_history_none 3131
    serve dtm_history_nine 3132
    python3 benches/history.py "$rounds" "$requests" none=127.0.0.1:3131 nine=127.0.0.1:3132 >"$work/reading"
    awk '{ ms[$1, $2] = $3; bytes[$1, $2] = $4 }
        END {
            split("tile page bbox", now, " ")
            for (i = 1; i <= 3; i++)
                printf "%s: %.2f ms without a past, %.2f ms with nine ended versions of each object (%d bytes), ratio %.2f\n",
                    now[i], ms[now[i], "none"], ms[now[i], "nine"], bytes[now[i], "nine"], ms[now[i], "nine"] / ms[now[i], "none"]
            for (i = 2; i <= 3; i++)
                printf "%s at a past moment: %.2f ms (%d bytes), %.2f of the current one\n",
                    now[i], ms["past-" now[i], "nine"], bytes["past-" now[i], "nine"], ms["past-" now[i], "nine"] / ms[now[i], "nine"]
        }' "$work/reading"
}

# delivery ROUND OBJECTS: 100 new, 100 changed, 100 ended detail points, others in every round.
delivery() {
    awk -v round="$1" -v objects="$2" 'BEGIN {
        print "<JVFDTM xmlns=\"objtyp\" xmlns:c=\"cmn\" xmlns:a=\"atr\" xmlns:gml=\"http://www.opengis.net/gml/3.2\"><DataJVFDTM>" \
            "<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>změnové věty</c:TypZapisu><Data><PodrobnyBodZPS>" \
            "<ZaznamyObjektu xmlns=\"pobzps\">"
        for (i = 0; i < 300; i++) {
            # Detail points have numbers that end with 00 to 29, but for a few with 10; those divisible by ten have a past.
            number = int(objects / 100 / 300) * 100 * i + (round % 29 < 10 ? round % 29 : round % 29 + 1)
            id = i % 3 == 0 ? "" : sprintf("<a:ID>4200218%010d</a:ID>", number + 1)
            printf "<ZaznamObjektu><c:ZapisObjektu>%s</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu>%s" \
                "<a:IDZmeny>CZ042-%d</a:IDZmeny></a:SpolecneAtributyVsechObjektu><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS>" \
                "<a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha><a:CisloBodu>%d</a:CisloBodu></AtributyObjektu><GeometrieObjektu>" \
                "<gml:pointProperty><gml:Point><gml:pos>%.2f -990000.5 321.05</gml:pos></gml:Point></gml:pointProperty>" \
                "</GeometrieObjektu></ZaznamObjektu>\n", substr("iud", i % 3 + 1, 1), id, round, i, -760000 + i
        }
        print "</ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>"
    }'
}

applying() {
    local size round first seconds last
    for size in "${sizes[@]}"; do fill "dtm_history_$size" "$size" 10 3; done
    first=$(psql -At "$at/dtm_history_${sizes[0]}" -c "select count(*) from delivery where author = 'import'")
    for round in $(seq "$first" $((first + rounds + 1))); do
        for size in "${sizes[@]}"; do
            delivery "$round" "$size" >"$work/delivery-$round-$size"
            read -r seconds _ < <(DATABASE_URL=$at/dtm_history_$size python3 benches/measure.py \
                "$dtm" import --strict --unchecked --region CZ042 "$work/delivery-$round-$size" 2>"$work/told")
            grep -q '100 new, 100 changed, 100 ended' "$work/told" || { cat "$work/told" >&2; exit 1; }
            # The first meets nothing in memory.
            [ "$round" = "$first" ] || echo "$seconds" >>"$work/whole.$size"
        done
    done
    for size in "${sizes[@]}"; do
        # From the beginning of the transaction, in which the records are copied too, to the writing of the ledger.
        last=$(psql -At "$at/dtm_history_$size" -c "select extract(epoch from effective_at - received_at) * 1000
            from change_set c join delivery d on (d.region, d.id) = (c.region, c.delivery)
            where d.author = 'import' and d.change_set > (select last_change_set - $((rounds + 1)) from region where number = 42)" | median)
        printf '%s %s %s\n' "$size" "$(median <"$work/whole.$size")" "$last"
    done | awk 'NR == 1 { whole = $2; apply = $3 }
        { printf "300 changes to %d objects: dtm import %.0f ms (%.2f), its transaction %.1f ms (%.2f)\n",
            $1, $2 * 1000, $2 / whole, $3, $3 / apply }'
}

case $what in
reading) reading ;;
applying) applying ;;
both)
    reading
    applying
    ;;
*) echo "usage: benches/history.sh [reading|applying]" >&2; exit 2 ;;
esac
