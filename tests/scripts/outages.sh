#!/usr/bin/env bash
# Full disks: of the database, in the copying and in the applying of a delivery, and of the delivered files. Each time
# nothing is changed, the error says what to do, and a retry works once there is room.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"

# A delivery of 14 000 points with long descriptions, some 28 MB; $1 tells operation and file, $2 the text that differs.
write_delivery() {
    python3 - "$1" "$2" >"$SCRATCH/$1.xml" <<'END'
import random, sys
operation, text = sys.argv[1:]
random.seed(1)
print('<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:gml="http://www.opengis.net/gml/3.2"><DataJVFDTM>'
      '<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>kompletní zápis</c:TypZapisu><Data><PodrobnyBodZPS>'
      '<ZaznamyObjektu xmlns="pobzps">')
for number in range(1, 14001):
    filler = f"{random.getrandbits(7200):x}"
    print(f'<ZaznamObjektu><c:ZapisObjektu>{operation}</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu>'
          f'<a:ID>{42002180000000000 + number}</a:ID><a:PopisObjektu>{text} {filler}</a:PopisObjektu>'
          '</a:SpolecneAtributyVsechObjektu></AtributyObjektu><GeometrieObjektu><gml:pointProperty><gml:Point>'
          f'<gml:pos>-760000 -{990000 + number} 321.05</gml:pos></gml:Point></gml:pointProperty></GeometrieObjektu>'
          '</ZaznamObjektu>')
print('</ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>')
END
}

import() {
    "$DTM_BINARY" import "$SCRATCH/$1.xml" --data-dir "$SCRATCH/files" --region CZ042 --unchecked --lang en
}

# The same while no file of the process may grow beyond a megabyte; not to be killed for that is what a full disk is like.
import_narrowly() {
    (trap '' XFSZ && ulimit -f 1000 && import "$1")
}

# Starts the cluster anew; no file of the server may grow beyond $1 KiB, which must be no whole number of pages: the server
# sees writes cut short then, as on a full disk.
restart_within() {
    "$place/scripts/cluster" stop
    (ulimit -f "$1" && "$place/scripts/cluster" start)
}

# Change sets, deliveries, objects, ended versions, staging tables.
state() {
    ask "select concat_ws(' ', (select count(*) from change_set), (select count(*) from delivery), (select count(*) from feature),
        (select count(*) from feature_history), (select count(*) from pg_class where relname like 'staging%' and relkind = 'r'))"
}

is() {
    [[ $(state) == "$1" ]] || wrong "$2: the database holds $(state) instead of $1"
}

# The database of $place, with regions.
prepare() {
    "$place/scripts/cluster" start
    DATABASE_URL=$("$place/scripts/cluster" url)
    export DATABASE_URL
    "$DTM_BINARY" migrate
    "$DTM_BINARY" regions >/dev/null
}

no_space="the database has no space left and nothing was changed; make room on the disk of its server and try again"
write_delivery r first
write_delivery u second

project_in "limited"
prepare
restart_within 20481
ends_with 2 import r
[[ $output == *"$no_space"* ]] || wrong "a full database: $output"
is "0 0 0 0 0" "after a first delivery without space"
ok "a first delivery for which the database has no space says so and changes nothing"

restart_within unlimited
ends_with 0 import r
is "1 1 14000 0 0" "after a retry with space"
restart_within 40961
ends_with 2 import u
[[ $output == *"$no_space"* ]] || wrong "a full database in the apply step: $output"
is "1 1 14000 0 0" "after a change without space"
restart_within unlimited
ends_with 0 import u
is "2 2 14000 14000 0" "after a retry with space"
ends_with 0 import u
[[ $output == *"in force already as change set 2"* ]] || wrong "a third time: $output"
ok "a change whose apply step finds no space says so and changes nothing; with space a retry works"

write_delivery d third
ends_with 2 import_narrowly d
[[ $output == *"the delivery cannot be kept among the files; look whether their disk is full"* ]] || wrong "full files: $output"
is "2 2 14000 14000 0" "after a delivery that could not be kept"
! ls "$SCRATCH"/files/files/incoming-* 2>/dev/null || wrong "half a file is left"
(trap '' XFSZ && ulimit -f 1000 && DTM_TOKEN=token DTM_DATA_DIR=$SCRATCH/files exec "$DTM_BINARY" serve --unchecked) 2>"$SCRATCH/log" &
within 60 curl -fsS "http://127.0.0.1:$DTM_PORT/health/ready" || wrong "the service does not come up: $(cat "$SCRATCH/log")"
code=$(curl -sS -o "$SCRATCH/answer" -w '%{http_code}' -H "Authorization: Bearer token" -T "$SCRATCH/d.xml" -X POST \
    "http://127.0.0.1:$DTM_PORT/deliveries?region=CZ042&lang=en")
[[ $code == 503 ]] && grep -q "there is no space left for the files of deliveries and nothing was changed" "$SCRATCH/answer" ||
    wrong "full files over HTTP: $code $(cat "$SCRATCH/answer")"
! ls "$SCRATCH"/files/delivery-* 2>/dev/null || wrong "half an upload is left"
is "2 2 14000 14000 0" "after a delivery that could not be received"
kill -TERM $!
wait $! || wrong "the service did not end well"
ends_with 0 import d
is "3 3 0 28000 0" "after a retry with space for the files"
ok "a delivery whose file finds no space is refused by command and over HTTP; with space a retry works"

project_in "small"
mkdir "$place/.data"
if ! mount -t tmpfs -o size=400m tmpfs "$place/.data" 2>/dev/null; then
    skip "a disk that is really full needs the right to mount one"
    exit 0
fi
chmod 755 "$place/.data"
prepare
# Where the server cannot even write its log of changes, it ends itself; nothing acknowledged is lost by that.
free=$(df -Pk "$place/.data" | awk 'NR == 2 { print $4 }')
head -c $(((free - 24000) * 1024)) /dev/zero >"$place/.data/ballast"
ends_with 2 import r
[[ $output == *"nothing was changed"* ]] || wrong "a disk that is really full: $output"
rm "$place/.data/ballast"
"$place/scripts/cluster" start
within 60 ask "select 1" || wrong "the server does not come up when there is room again"
is "0 0 0 0 0" "after a full disk"
ends_with 0 import r
is "1 1 14000 0 0" "after a retry on a disk with room"
ok "a disk that is really full, with the server's log on it: nothing is changed, and a retry works"
