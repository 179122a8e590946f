#!/usr/bin/env bash
# A streaming standby that features are read from, as docs/operations.md tells it.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"

make_server primary
DATABASE_URL=$(server_url primary)
DATABASE_READ_URL=$(server_url primary dtm dtm 1)
export DATABASE_URL DATABASE_READ_URL DTM_DATA_DIR=$SCRATCH/files DTM_TOKEN=token DTM_AUDIENCE=entitled
"$DTM_BINARY" migrate
"$DTM_BINARY" regions >/dev/null
ends_with 2 "$DTM_BINARY" serve --port "$DTM_PORT"
[[ $output == *"the standby for reading does not answer"*DATABASE_READ_URL* ]] || wrong "no standby at the start: $output"

"${as_server[@]}" "$(programs)/pg_basebackup" -R -C -S standby -c fast --no-sync -D "$SCRATCH/primary/standby" \
    -d "$(server_url primary postgres postgres)"
install -d "${server_owner[@]}" -m 700 "$SCRATCH/standby"
mv "$SCRATCH/primary/standby" "$SCRATCH/standby/data"
start_server standby
DATABASE_READ_URL=$(server_url standby)

on_standby() {
    psql -XAtqd "$(server_url standby "${2:-dtm}")" -c "$1"
}

[[ $(on_standby "select pg_is_in_recovery()") == t ]] || wrong "the standby is none"
"$DTM_BINARY" serve --port "$DTM_PORT" --unchecked >"$SCRATCH/served" 2>"$SCRATCH/log" &
service=$!
base=http://127.0.0.1:$DTM_PORT
within 60 curl -fsS "$base/health/ready" || wrong "the service does not come up: $(cat "$SCRATCH/log")"

# Delivers a point with the text $1; answers the status.
deliver() {
    echo "<JVFDTM xmlns='objtyp' xmlns:c='cmn' xmlns:a='atr' xmlns:gml='http://www.opengis.net/gml/3.2'><DataJVFDTM>
        <c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>kompletní zápis</c:TypZapisu><Data><PodrobnyBodZPS>
        <ZaznamyObjektu xmlns='pobzps'><ZaznamObjektu><c:ZapisObjektu>i</c:ZapisObjektu><AtributyObjektu>
        <a:SpolecneAtributyVsechObjektu/><a:CisloBodu>$1</a:CisloBodu></AtributyObjektu><GeometrieObjektu><gml:pointProperty>
        <gml:Point><gml:pos>-760000 -990000 321.05</gml:pos></gml:Point></gml:pointProperty></GeometrieObjektu></ZaznamObjektu>
        </ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>" |
        curl -sS -o "$SCRATCH/answer" -w '%{http_code}' -H "Authorization: Bearer token" --data-binary @- \
            "$base/deliveries?region=CZ042&lang=en"
}

status() {
    curl -sS -o "$SCRATCH/answer" -w '%{http_code}' "$base$1"
}

# Whether the points read are those with the texts $1, and as many are counted for the collection.
reads() {
    local points=/collections/PodrobnyBodZPS
    [[ $(curl -fsS "$base$points/items?f=json" | python3 -c 'import json, sys
d = json.load(sys.stdin); print(*(f["properties"]["CisloBodu"] for f in d["features"]), d["numberMatched"])') == "$1 $(wc -w <<<"$1")" ]]
}

[[ $(deliver one) == 201 ]] || wrong "the first delivery: $(cat "$SCRATCH/answer")"
within 60 reads "one" || wrong "what was written does not come to the standby"
on_standby "select pg_wal_replay_pause()" postgres >/dev/null
within 60 test "$(on_standby "select pg_get_wal_replay_pause_state()" postgres)" = paused || wrong "the standby goes on"
[[ $(deliver two) == 201 ]] || wrong "the second delivery: $(cat "$SCRATCH/answer")"
reads "one" && [[ $(psql -XAtqd "$DATABASE_URL" -c "select count(*) from feature") == 2 ]] ||
    wrong "reading does not come from the standby, or not from one state"
# Whoever follows the changes goes on after `until`: it must not be beyond what was read.
curl -fsS "$base/regions/CZ042/changes?since=0" | grep -q '"until": *1\b' || wrong "changes promise more than the standby has"
on_standby "select pg_wal_replay_resume()" postgres >/dev/null
within 60 reads "one two" || wrong "the standby does not catch up for readers"
ok "reading is answered by the standby, from one state, and what is written appears there"

end_server standby immediate
[[ $(status /health/ready) == 503 && $(status "/collections/PodrobnyBodZPS/items?f=json&lang=en") == 503 ]] ||
    wrong "without the standby: $(cat "$SCRATCH/answer")"
grep -q "the database does not answer now; try again in a while" "$SCRATCH/answer" || wrong "without the standby: $(cat "$SCRATCH/answer")"
[[ $(status /health/live) == 200 && $(deliver three) == 201 ]] || wrong "writing without the standby: $(cat "$SCRATCH/answer")"
start_server standby
within 60 curl -fsS "$base/health/ready" || wrong "the service does not notice that the standby is back"
within 60 reads "one two three" || wrong "what was written meanwhile does not come to the standby"
ok "without the standby reading is 503 and writing goes on; when it is back, so is all that was written"

# The primary is lost: the standby takes its place, and the service is told so by its settings.
kill -TERM "$service"
wait "$service" || wrong "the service did not end well"
end_server primary immediate
"${as_server[@]}" "$(programs)/pg_ctl" -D "$SCRATCH/standby/data" -w -s promote
DATABASE_URL=$(server_url standby)
unset DATABASE_READ_URL
"$DTM_BINARY" serve --port "$DTM_PORT" --unchecked >"$SCRATCH/served" 2>"$SCRATCH/log" &
service=$!
within 60 curl -fsS "$base/health/ready" || wrong "the service does not come up on the promoted standby"
[[ $(deliver four) == 201 ]] && reads "one two three four" || wrong "the promoted standby: $(cat "$SCRATCH/answer")"
ok "a promoted standby goes on with everything"
kill -TERM "$service"
