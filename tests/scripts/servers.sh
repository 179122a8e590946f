#!/usr/bin/env bash
# A region whose rows live on a second server, reached by postgres_fdw, as docs/operations.md tells it.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"
[[ -e $(pg_config --sharedir 2>/dev/null || echo /usr/share/postgresql/15)/extension/postgres_fdw.control ]] ||
    { skip "postgres_fdw is not here"; exit 0; }

first() {
    psql -XAtqd "$(server_url first "${2:-dtm}")" -v ON_ERROR_STOP=1 -c "$1"
}

second() {
    psql -XAtqd "$(server_url second)" -v ON_ERROR_STOP=1 -c "$1"
}

# A delivery of points: lines of operation, identifier, text.
write_delivery() {
    local operation number text
    echo '<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:gml="http://www.opengis.net/gml/3.2"><DataJVFDTM>
        <c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>kompletní zápis</c:TypZapisu><Data><PodrobnyBodZPS>
        <ZaznamyObjektu xmlns="pobzps">'
    while read -r operation number text; do
        echo "<ZaznamObjektu><c:ZapisObjektu>$operation</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu>
            <a:ID>$number</a:ID></a:SpolecneAtributyVsechObjektu><a:CisloBodu>$text</a:CisloBodu></AtributyObjektu>
            <GeometrieObjektu><gml:pointProperty><gml:Point><gml:pos>-760000 -99000${number: -1} 321.05</gml:pos></gml:Point>
            </gml:pointProperty></GeometrieObjektu></ZaznamObjektu>"
    done
    echo '</ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>'
}

import() {
    "$DTM_BINARY" import "$SCRATCH/$1.xml" --region "${2:-CZ042}" --unchecked --lang en --data-dir "$SCRATCH/files"
}

make_server first postgres_fdw
make_server second
for server in first second; do
    DATABASE_URL=$(server_url "$server") "$DTM_BINARY" migrate
    DATABASE_URL=$(server_url "$server") "$DTM_BINARY" regions >/dev/null
done
DATABASE_URL=$(server_url first)
export DATABASE_URL

second "call make_rows(42::smallint)"
first "create server second foreign data wrapper postgres_fdw options (host '127.0.0.1', port '$(cat "$SCRATCH/second.port")',
           dbname 'dtm', extensions 'postgis', batch_size '1000', fetch_size '10000');
       create user mapping for dtm server second options (user 'dtm', password_required 'false');
       grant usage on foreign server second to dtm" postgres
first "begin;
       alter table feature_history detach partition feature_history_42;
       drop table feature_history_42;
       import foreign schema public limit to (feature_42_rows, feature_history_42) from server second into public;
       alter table feature_42 attach partition feature_42_rows for values in (42);
       alter table feature_history attach partition feature_history_42 for values in (42);
       commit"

write_delivery >"$SCRATCH/a.xml" <<<$'r 1 one\nr 2 two\ni 42002180000000003 three'
write_delivery >"$SCRATCH/b.xml" <<<$'u 1 uno\nd 2 two\ni 42002180000000004 four'
write_delivery >"$SCRATCH/c.xml" <<<$'u 1 ein\nd 42002180000000003 three\ni 42002180000000005 five'
ends_with 0 import a
ends_with 0 import a CZ052
ends_with 0 import b
ends_with 0 import b
[[ $output == *"in force already as change set 2"* ]] || wrong "the same file again: $output"
[[ $(second "select count(*) || ' ' || (select count(*) from feature_history_42) from feature_42_rows") == "3 2" ]] ||
    wrong "the rows are not on the second server"
ok "deliveries to a region on a second server are in force there"

DTM_AUDIENCE=entitled "$DTM_BINARY" serve >"$SCRATCH/served" 2>"$SCRATCH/log" &
service=$!
base=http://127.0.0.1:$DTM_PORT
within 60 curl -fsS "$base/health/ready" || wrong "the service does not come up: $(cat "$SCRATCH/log")"

# Texts of the points of the region $1, at the moment $2 when there is one.
texts() {
    curl -fsS "$base/collections/PodrobnyBodZPS/items?f=json&region=$1${2:+&datetime=$2}" |
        python3 -c 'import json, sys; print(*(f["properties"]["CisloBodu"] for f in json.load(sys.stdin)["features"]))'
}

# When change set $1 came into force.
time_of() {
    first "select to_char(effective_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from change_set where region = 42 and number = $1"
}

[[ $(texts CZ042 "$(time_of 1)") == "one two three" && $(texts CZ042 "$(time_of 2)") == "uno three four" ]] ||
    wrong "the moments read $(texts CZ042 "$(time_of 1)") and $(texts CZ042 "$(time_of 2)")"
ok "both moments of the region are read back from the second server"

box="st_makeenvelope(-760001, -990010, -759999, -989990, 5514)"
plan=$(first "explain (verbose, costs off) select id from feature where region = 42 and geometry && $box and st_intersects(geometry, $box)")
[[ $plan == *"Foreign Scan on public.feature_42_rows"*"Remote SQL:"*"&&"*"st_intersects"* && $plan != *feature_52* ]] ||
    wrong "the place is not looked for on the second server: $plan"
plan=$(first "explain (verbose, costs off) select id from feature where region = 52 and geometry && $box")
[[ $plan != *Foreign* ]] || wrong "another region asks the second server: $plan"
ok "regions are pruned, && and ST_Intersects are carried out on the second server"

end_server second fast
[[ $(texts CZ052) == "one two three" ]] || wrong "another region does not answer while the second server is away"
code=$(curl -sS -o "$SCRATCH/answer" -w '%{http_code}' "$base/collections/PodrobnyBodZPS/items?f=json&region=CZ042")
[[ $code == 503 ]] || wrong "the region answers $code while its server is away: $(cat "$SCRATCH/answer")"
ends_with 2 import c
[[ $output == *"nothing was changed"*'could not connect to server "second"'* ]] || wrong "the second server is away: $output"
start_server second
within 60 second "select 1"
[[ $(first "select last_change_set from region where number = 42") == 2 ]] || wrong "something was half done"
ends_with 0 import c
[[ $(texts CZ042) == "ein four five" ]] || wrong "after the second server came back: $(texts CZ042)"
ok "without the second server its region waits, the others go on; then a retry works"

# Between the two commits: the second server commits and the first does not learn it.
port=$((DTM_PORT + 1))
/usr/bin/python3 "$PROJECT/tests/scripts/cut.py" "$port" "$(cat "$SCRATCH/second.port")" "$SCRATCH/cut" &
first "alter server second options (set port '$port')" postgres
within 20 first "select count(*) from feature where region = 42" || wrong "the way that can be cut does not work"
write_delivery >"$SCRATCH/d.xml" <<<$'u 1 jeden\nd 42002180000000005 five\ni 42002180000000006 six'
touch "$SCRATCH/cut"
ends_with 2 import d
[[ $output == *"whether it is in force is not known; do the same again"* ]] || wrong "between the commits: $output"
[[ $(second "select count(*) from feature_42_rows where since = 4") == 2 &&
    $(first "select last_change_set from region where number = 42") == 3 ]] || wrong "the cut did not come between the commits"
[[ $(texts CZ042) == "ein four five" ]] || wrong "what the ledger does not know is read: $(texts CZ042)"
[[ $(texts CZ042 "$(time_of 2)") == "uno three four" ]] || wrong "the past is not as it was: $(texts CZ042 "$(time_of 2)")"
ends_with 0 import d
[[ $output == *"change set 4 (1 new, 1 changed, 1 ended"* && $(texts CZ042) == "jeden four six" ]] ||
    wrong "after the retry: $output $(texts CZ042)"
# Another delivery in its place: nothing of the one that broke off stays.
write_delivery >"$SCRATCH/e.xml" <<<$'d 1 jeden\nd 42002180000000006 six\ni 42002180000000007 seven'
write_delivery >"$SCRATCH/f.xml" <<<$'u 42002180000000004 vier'
touch "$SCRATCH/cut"
ends_with 2 import e
ends_with 0 import f
[[ $(texts CZ042) == "jeden vier six" ]] || wrong "something stayed of what broke off: $(texts CZ042)"
ends_with 0 import e
[[ $(texts CZ042) == "vier seven" && $output == *"change set 6"* ]] || wrong "after all: $(texts CZ042) $output"
ok "what breaks between the two commits is taken back by the next delivery, which may be the same"
kill -TERM "$service"
