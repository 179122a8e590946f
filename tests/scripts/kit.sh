# shellcheck shell=bash
# What the tests of the scripts share. Each test copies the scripts into places of its own, so that nothing of the
# project's own data is touched. Sourced; sets PROJECT (the tree under test) and SCRATCH (removed at the end).

set -euo pipefail
PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
SCRATCH=$(mktemp -d)
chmod 755 "$SCRATCH"
unset DTM_DATA_DIR DATABASE_URL DTM_TOKEN DTM_HOST DTM_DEMO CI
# A port that nobody listens on: below those that the system gives to outgoing connections, which it would take at any
# time (32768 and up), and apart from those of private clusters (20000 to 29999).
free_port() {
    local port
    until port=$((RANDOM % 10000 + 10000)) && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        :
    done
    echo "$port"
}
DTM_PORT=$(free_port)
export DTM_PORT DTM_CLUSTER_SCRATCH=1 DTM_BINARY=${DTM_BINARY:-$PROJECT/target/debug/dtm}
places=()
servers=()

tidy() {
    local outcome=$? place process
    trap - EXIT
    for process in $(jobs -pr); do
        kill -TERM "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    for place in "${places[@]}"; do
        "$place/scripts/cluster" drop || true
        ! mountpoint -q "$place/.data" || umount "$place/.data"
    done
    for place in "${servers[@]}"; do
        end_server "$place" immediate || true
    done
    rm -rf "$SCRATCH"
    [[ $outcome -eq 0 ]] || echo "FAILED ${0##*/}"
    exit "$outcome"
}
trap tidy EXIT
trap 'exit 130' INT TERM HUP

# A copy of what the scripts need, in $SCRATCH/$1; the name goes to $place.
project_in() {
    place=$SCRATCH/$1
    mkdir -p "$place"
    cp -r "$PROJECT/scripts" "$PROJECT/Cargo.toml" "$place/"
    [[ ! -d $PROJECT/fixtures/demo ]] || { mkdir "$place/fixtures" && cp -r "$PROJECT/fixtures/demo" "$place/fixtures/"; }
    places+=("$place")
}

ok() {
    echo "ok   ${0##*/}: $1"
}

skip() {
    echo "SKIPPED ${0##*/}: $1"
}

wrong() {
    echo "WRONG ${0##*/}: $1"
    exit 1
}

# Whether the command $2… ends with the status $1; its output goes to $output.
ends_with() {
    local status=0 wanted=$1
    shift
    output=$("$@" 2>&1) || status=$?
    [[ $status -eq $wanted ]] || wrong "$* ended with $status instead of $wanted: $output"
}

# The answer to one statement in the cluster of $place.
ask() {
    psql -XAtd "$("$place/scripts/cluster" url)" -c "$1"
}

# Waits up to $1 seconds for the command that follows.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [[ $SECONDS -lt $deadline ]] || return 1
        sleep 0.2
    done
}

# Starts scripts/run of $place in the background, with the words given before it; its number goes to $service.
begin_service() {
    # A shell's background processes ignore the interrupt key; a terminal's do not.
    : >"$SCRATCH/log"
    "$@" env --default-signal=INT,HUP "$place/scripts/run" >"$SCRATCH/log" 2>&1 &
    service=$!
    until grep -q "dtm runs" "$SCRATCH/log"; do
        kill -0 "$service" 2>/dev/null || wrong "scripts/run does not come up: $(tail -20 "$SCRATCH/log")"
        sleep 0.2
    done
}

# A bare PostgreSQL server of the test's own, in $SCRATCH/$1, for what the private cluster does not offer: superuser
# `postgres`, role and database `dtm`, no passwords. Extensions as given after the name.
make_server() {
    local name=$1 bin extension
    shift
    bin=$(programs)
    install -d "${server_owner[@]}" -m 700 "$SCRATCH/$name"
    "${as_server[@]}" "$bin/initdb" -D "$SCRATCH/$name/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    start_server "$name"
    psql -Xqd "$(server_url "$name" postgres postgres)" -c "create role dtm login" -c "create database dtm owner dtm"
    for extension in postgis "$@"; do
        psql -Xqd "$(server_url "$name" postgres)" -c "create extension $extension"
    done
}

# Starts the server $1 on a port of its own.
start_server() {
    [[ -e $SCRATCH/$1.port ]] || free_port >"$SCRATCH/$1.port"
    servers+=("$1")
    "${as_server[@]}" "$(programs)/pg_ctl" -D "$SCRATCH/$1/data" -l "$SCRATCH/$1/log" -w -s start -o "-p $(cat "$SCRATCH/$1.port") \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c shared_buffers=64MB" >/dev/null ||
        wrong "server $1 does not start: $(tail -5 "$SCRATCH/$1/log")"
}

# Ends the server $1, in the mode $2 of pg_ctl.
end_server() {
    "${as_server[@]}" "$(programs)/pg_ctl" -D "$SCRATCH/$1/data" -m "$2" -w -s stop 2>/dev/null
}

# The URL of the server $1, for a role and a database.
server_url() {
    echo "postgres://${2:-dtm}:none@127.0.0.1:${4:-$(cat "$SCRATCH/$1.port")}/${3:-dtm}"
}

programs() {
    # shellcheck disable=SC2016 # the inner shell expands it
    DTM_DATA_DIR=$SCRATCH bash -c '. "$0" && pg_bin' "$PROJECT/scripts/lib.sh" || wrong "PostgreSQL with PostGIS is not here"
}
as_server=(runuser -u postgres --) server_owner=(-o postgres)
[[ $EUID -eq 0 ]] || as_server=() server_owner=()
