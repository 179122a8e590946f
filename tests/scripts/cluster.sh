#!/usr/bin/env bash
# The private cluster: odd places, crashes, and what they leave behind.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
# What outlives a killed server is tested with the settings that people have.
unset DTM_CLUSTER_SCRATCH

begin() {
    "$place/scripts/cluster" start 2>&1 || wrong "the cluster in $place does not start"
}

server_process() {
    "$place/scripts/cluster" status | sed -n 's/^running, process \([0-9]*\),.*/\1/p'
}

project_in "a path with spaces"
(cd / && begin)
[[ $(ask "select current_user || ' ' || rolsuper from pg_roles where rolname = current_user") == "dtm false" ]] ||
    wrong "the service's role is more than it needs"
ask "create table kept (x int); insert into kept values (5514)" >/dev/null
ok "starts in a path with spaces, from another directory"

url=$("$place/scripts/cluster" url)
begin
[[ $("$place/scripts/cluster" url) == "$url" ]] || wrong "a second start changed the address"
ok "a second start finds it running"

ends_with 2 psql -XAtd "${url/:*@/:guess@}" -c "select 1"
ends_with 2 psql -XAtd "${url/dtm:/postgres:}" -c "select 1"
ok "a wrong password and the superuser are refused"

kill -9 "$(server_process)"
begin
[[ $(ask "select x from kept") == 5514 ]] || wrong "a killed server lost data"
ok "a killed server is taken up again, its data too"

data=$("$place/scripts/cluster" home)/data
"$place/scripts/cluster" stop
ends_with 3 "$place/scripts/cluster" status
sleep 300 &
printf '%s\n' "$!" "$data" 1 1 "" "" "1 1" >"$data/postmaster.pid"
chmod 644 "$data/postmaster.pid"
begin
"$place/scripts/cluster" stop
: >"$data/postmaster.pid"
begin
[[ $(ask "select x from kept") == 5514 ]] || wrong "stale files lost data"
ok "a pid file that names a stranger or nobody is put aside"

"$place/scripts/cluster" stop
port=${url##*:}
port=${port%/dtm}
/usr/bin/python3 -c "import socket, time
s = socket.create_server(('127.0.0.1', $port)); time.sleep(300)" &
within 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" || wrong "the stranger does not listen"
begin
[[ $("$place/scripts/cluster" url) != "$url" && $(ask "select x from kept") == 5514 ]] || wrong "the port was not changed"
ok "a taken port is exchanged for a free one"

"$place/scripts/cluster" drop
mkdir -p "${data%/data}/new/half" # as initdb leaves it when it is killed
[[ $EUID -ne 0 ]] || chown -R postgres "${data%/data}"
begin
ok "a half-made cluster is made anew"

if [[ $EUID -eq 0 ]]; then
    mkdir -m 700 "$SCRATCH/home"
    project_in "home/project"
    begin
    [[ $("$place/scripts/cluster" home) == /var/lib/dtm/* && $(ask "select 1") == 1 ]] || wrong "root's home"
    ok "root's closed home: the cluster lives in /var/lib/dtm"

    project_in "ordinary"
    chown -R nobody "$place"
    (cd "$place" && runuser -u nobody -- scripts/cluster start)
    [[ $(stat -c %U "$place/.data/cluster/data") == nobody && $(ask "select 1") == 1 ]] || wrong "an ordinary user"
    ends_with 0 runuser -u nobody -- "$place/scripts/cluster" stop
    begin
    ends_with 0 runuser -u nobody -- "$place/scripts/cluster" stop
    ok "an ordinary user's cluster, which root can serve as well"
else
    skip "closed homes and other users need root"
fi
