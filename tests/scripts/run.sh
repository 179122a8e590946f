#!/usr/bin/env bash
# scripts/run: starts, answers, and leaves no process behind, however it is ended.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
# What outlives a killed server is tested with the settings that people have.
unset DTM_CLUSTER_SCRATCH
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"

base=http://127.0.0.1:$DTM_PORT

# Sends the signal $1 and looks that everything is gone.
end_by() {
    local status=0
    kill "-$1" "$service"
    wait "$service" || status=$?
    [[ $status -eq $2 ]] || wrong "after $1 scripts/run ended with $status instead of $2: $(tail -5 "$SCRATCH/log")"
    gone "$1"
}

gone() {
    ! (exec 3<>"/dev/tcp/127.0.0.1/$DTM_PORT") 2>/dev/null || wrong "after $1 something still answers"
    ends_with 3 "$place/scripts/cluster" status
    ! pgrep -fa "$place" || wrong "after $1 processes are left"
}

# What the database of the service holds, by region.
features() {
    psql -XAtd "${DATABASE_URL:-$("$place/scripts/cluster" url)}" -F : -c "select code, count(feature) from region r
        left join feature on region = r.number group by 1 order by 1" | paste -sd' '
}

project_in "a path with spaces"
cd /
begin_service
demo=$(features)
files=("$PROJECT"/fixtures/demo/CZ*.jvf.xml)
[[ $(wc -w <<<"$demo") -eq 6 && "$demo " != *":0 "* ]] ||
    wrong "of ${#files[@]} demo deliveries came: $demo"
ends_with 0 curl -fsS "$base/map"
ok "the first start loads a demo delivery for each region and serves"

ends_with 2 env DTM_PORT=$((DTM_PORT + 1)) "$place/scripts/run"
[[ $output == *"another scripts/run"* ]] || wrong "two runs at once: $output"
ends_with 2 env DTM_DATA_DIR="$SCRATCH/second" "$place/scripts/run"
[[ $output == *"port $DTM_PORT is taken"* ]] || wrong "a taken port: $output"
ok "a second run and a taken port are refused with a word of help"

token=$(cat "$place/.data/token")
[[ $(stat -c %a "$place/.data/token") == 600 ]] || wrong "others can read the token"
grep -qF "Bearer $token" "$SCRATCH/log" || wrong "the token is not printed"
send=(curl -sS -o "$SCRATCH/answer" -w '%{http_code}' --data-binary "@${files[0]}")
[[ $("${send[@]}" "$base/deliveries?region=$(basename "${files[0]}" .jvf.xml)") == 401 ]] || wrong "no token was asked for"
code=$("${send[@]}" -H "Authorization: Bearer $token" "$base/deliveries?region=$(basename "${files[0]}" .jvf.xml)")
[[ $code =~ ^2|^409$ ]] || wrong "the printed token is not accepted: $code $(cat "$SCRATCH/answer")"
ok "deliveries need the token that was printed"

end_by INT 0
ok "SIGINT ends the service and its database"

# As after a kill between the commit of a delivery and the note that it is done.
rm "$("$place/scripts/cluster" home)"/demo/{CZ042,complete}
begin_service
[[ $(features) == "$demo" ]] || wrong "the second start changed the data: $(features)"
end_by TERM 0
ok "the second start finds its data, also when the first was cut off; SIGTERM ends it"

for deed in press close; do
    ends_with 0 /usr/bin/python3 "$PROJECT/tests/scripts/terminal.py" "$deed" "Ctrl-C stops" "$place/scripts/run"
    gone "$deed"
done
ok "Ctrl-C in a terminal and a closed terminal end it"

begin_service
kill -KILL "$service"
wait "$service" 2>/dev/null || true
# shellcheck disable=SC2016 # the inner shell expands it
within 20 bash -c '! (exec 3<>"/dev/tcp/127.0.0.1/$DTM_PORT") 2>/dev/null' || wrong "the service outlived its script"
"$place/scripts/cluster" status >/dev/null || wrong "nothing was left to take up: the test proves nothing"
begin_service
[[ $(features) == "$demo" ]] || wrong "a killed run lost data"
end_by INT 0
ok "what a killed run left is taken up and ended"

"$place/scripts/cluster" start
begin_service
kill -INT "$service"
wait "$service" || true
ends_with 0 "$place/scripts/cluster" status
"$place/scripts/cluster" stop
ok "a cluster that was running before goes on running"

outside=$place
"$outside/scripts/cluster" start
DATABASE_URL=$("$outside/scripts/cluster" url)
export DATABASE_URL
project_in "second"
begin_service
[[ $(features) == "$demo" && ! -e $place/.data/cluster ]] || wrong "DATABASE_URL was not used"
kill -INT "$service"
wait "$service" || true
unset DATABASE_URL
"$outside/scripts/cluster" stop
ok "DATABASE_URL names another server, and what it holds stays as it is"

if [[ $EUID -ne 0 ]]; then
    skip "starting as another user needs root"
    exit 0
fi
project_in "ordinary"
install -m 755 "$DTM_BINARY" "$place/dtm"
chown -R nobody "$place"
begin_service setpriv --reuid=nobody --regid=nogroup --clear-groups -- env DTM_BINARY="$place/dtm" HOME="$place"
[[ $(features) == "$demo" ]] || wrong "an ordinary user sees other data"
end_by INT 0
ok "an ordinary user can run it"
