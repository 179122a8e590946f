# shellcheck shell=bash disable=SC2154
# How scripts/cluster finds the place of its cluster, makes it, and sets it up. Sourced by scripts/cluster after lib.sh;
# sets home (the directory), owner (the user the server runs as) and data (PostgreSQL's directory in home).

as_owner() {
    if [[ $EUID -eq 0 ]]; then
        (cd / && exec runuser -u "$owner" -- "$@")
    else
        (cd / && exec "$@")
    fi
}

# Puts standard input into a file of the owner's, readable for nobody else.
put() {
    # shellcheck disable=SC2016 # the inner shell expands it
    as_owner bash -c 'umask 077 && cat >"$0.part" && mv -f "$0.part" "$0"' "$1"
}

# Decides where the cluster lives ($home) and whose it is ($owner).
locate() {
    home=$DATA/cluster owner=$(id -un)
    local elsewhere=/var/lib/dtm/
    elsewhere+=$(printf %s "$DATA" | sha256sum | cut -c1-16)
    if [[ $EUID -ne 0 ]]; then
        [[ -d $home ]] || mkdir -m 700 "$home" || die "cannot write to $DATA; name a directory of yours with DTM_DATA_DIR"
        [[ -O $home ]] || die "$home belongs to $(stat -c %U "$home"); run as that user or as root"
        return
    fi
    owner=postgres
    if [[ ! -e $elsewhere/data ]]; then
        if [[ -e $home/data ]]; then
            owner=$(stat -c %U "$home") # an ordinary user's: root serves it as that user
            as_owner test -x "$home" || die "$owner can no longer enter $home; open the directories above it (chmod a+x)"
            return
        fi
        chmod a+x "$DATA"
        if install -d -o postgres -m 700 "$home" 2>/dev/null && as_owner test -x "$home"; then
            return
        fi
        rmdir "$home" 2>/dev/null || true
    fi
    home=$elsewhere
    install -d -m 755 "${home%/*}"
    install -d -o postgres -m 700 "$home"
}

# Has one statement carried out in a database of the cluster that is being made.
alone() {
    as_owner "$bin/postgres" --single -F -D "$new" "$1" <<<"$2"
}

create() {
    say "Creating the private PostgreSQL cluster in $home"
    local new=$home/new bin
    bin=$(pg_bin) || die "PostgreSQL 15 or newer with PostGIS is not here; run scripts/setup"
    rm -rf "$new"
    as_owner "$bin/initdb" -D "$new" -U postgres -A reject -E UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 ||
        die "initdb failed; see $home/initdb.log"
    echo "host all dtm 127.0.0.1/32 scram-sha-256" | put "$new/pg_hba.conf"
    as_owner tee -a "$new/postgresql.conf" <<<"include_if_exists = 'dtm.conf'" >/dev/null
    secret | put "$home/password"
    # The server's own superuser cannot log in at all: what it must do is done here, before there is a server.
    {
        alone postgres "create role dtm login createdb password '$(as_owner cat "$home/password")'"
        alone template1 "create extension postgis"
        alone postgres "create database dtm owner dtm"
    } >>"$home/initdb.log" 2>&1
    if grep -qE "(ERROR|FATAL|PANIC):" "$home/initdb.log"; then
        die "the new cluster could not be prepared; see $home/initdb.log"
    fi
    [[ -n ${DTM_CLUSTER_SCRATCH:-} ]] || as_owner "$bin/initdb" --sync-only -D "$new" >/dev/null 2>&1
    mv -T "$new" "$data" # complete or not there
}

# Memory that this machine (or container) gives, in MiB.
memory() {
    local limit
    limit=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
    local group
    group=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    [[ $group =~ ^[0-9]+$ && $((group >> 20)) -lt $limit ]] && limit=$((group >> 20))
    echo "$limit"
}

settings() {
    local buffers=$(($(memory) / 4)) wal=8GB
    [[ $buffers -gt 2048 ]] && buffers=2048
    [[ $buffers -lt 64 ]] && buffers=64
    [[ $(df -Pk "$home" | awk 'NR == 2 { print $4 }') -lt 33554432 ]] && wal=2GB
    cat <<END
# Written anew by scripts/cluster at every start; settings of your own go into postgresql.auto.conf (alter system).
port = $1
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = ${buffers}MB
max_wal_size = $wal
checkpoint_timeout = 30min
jit = off
END
    if [[ -n ${DTM_CLUSTER_SCRATCH:-} ]]; then
        printf '%s\n' "fsync = off" "synchronous_commit = off" "full_page_writes = off" "max_connections = 200"
    fi
}
