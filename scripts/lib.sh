# shellcheck shell=bash
# What the scripts share: where the project and its data are, messages, the PostgreSQL programs.
# Sourced by the others; sets ROOT (the project) and DATA (everything that is made while it runs).

set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
DATA=${DTM_DATA_DIR:-$ROOT/.data}
mkdir -p "$DATA" 2>/dev/null || {
    echo "dtm: cannot write to $DATA; name a directory of yours with DTM_DATA_DIR" >&2
    exit 2
}
DATA=$(cd "$DATA" && pwd -P)
export ROOT DATA

# Rust's installer puts cargo there, also where the login shell does not look.
if ! command -v cargo >/dev/null && [[ -x ${HOME:-}/.cargo/bin/cargo ]]; then
    PATH=$HOME/.cargo/bin:$PATH
fi

say() {
    echo "$*" >&2 || true # the terminal may be gone
}

# Says what is wrong and what to do, and ends.
die() {
    say "dtm: $*"
    exit 2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# URL-safe random text of 32 characters.
secret() {
    head -c 24 /dev/urandom | base64 | tr '+/' '-_'
}

# The directory of PostgreSQL's programs: of the version given, else of the newest that has PostGIS.
pg_bin() {
    local wanted=${1:-} directory version
    for directory in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5,5nr); do
        version=${directory#/usr/lib/postgresql/}
        version=${version%/bin}
        [[ $version =~ ^[0-9]+$ && $version -ge 15 && -x $directory/initdb ]] || continue
        [[ -e /usr/share/postgresql/$version/extension/postgis.control ]] || continue
        [[ -z $wanted || $wanted == "$version" ]] || continue
        echo "$directory"
        return 0
    done
    return 1
}

# Whether something listens on host $1, port $2.
listening() {
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}
