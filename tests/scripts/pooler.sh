#!/usr/bin/env bash
# PgBouncer between dtm and its server, in session mode, as docs/operations.md asks for it.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"
if [[ ! -x /usr/sbin/pgbouncer ]]; then
    skip "no pgbouncer (scripts/setup --tests)"
    exit 0
fi

make_server main
pooled=$(free_port)
echo '"dtm" ""' >"$SCRATCH/users"
cat >"$SCRATCH/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$(cat "$SCRATCH/main.port")
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooled
unix_socket_dir =
auth_type = trust
auth_file = $SCRATCH/users
pool_mode = session
default_pool_size = 30
INI
"${as_server[@]}" /usr/sbin/pgbouncer "$SCRATCH/pgbouncer.ini" >"$SCRATCH/pooler" 2>&1 &
export DATABASE_URL DTM_DATA_DIR=$SCRATCH/files
DATABASE_URL=$(server_url main dtm dtm "$pooled")
within 60 psql -XAtqd "$DATABASE_URL" -c "select" || wrong "PgBouncer does not come up: $(cat "$SCRATCH/pooler")"

"$DTM_BINARY" migrate
"$DTM_BINARY" regions >/dev/null
"$DTM_BINARY" import "$PROJECT/fixtures/demo/CZ042.jvf.xml" >"$SCRATCH/told"
grep -q "change set 1" "$SCRATCH/told" || wrong "the import through PgBouncer: $(cat "$SCRATCH/told")"
ok "schema, regions and a delivery go through PgBouncer"

"$DTM_BINARY" serve --port "$DTM_PORT" >"$SCRATCH/served" 2>"$SCRATCH/log" &
base=http://127.0.0.1:$DTM_PORT
within 60 curl -fsS "$base/health/ready" || wrong "the service does not come up: $(cat "$SCRATCH/log")"
points="$base/collections/PodrobnyBodZPS/items?f=json"
seq 60 | xargs -P 20 -I{} curl -fsS -o /dev/null "$points&limit=20" ||
    wrong "not every request is answered: $(tail -5 "$SCRATCH/log")"
ok "the service answers many at once through PgBouncer"
