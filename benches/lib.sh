# What the benchmarks share. DTM names the binary, WORK a directory for files that the next run shall find.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dtm=${DTM:-${CARGO_TARGET_DIR:-target}/release/dtm}

# Of numbers, a line each.
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# measured COMMAND…: seconds from start to exit, and the peak of memory in MiB; a file with findings is no failure.
measured() { python3 benches/measure.py "$@" 2>/dev/null; }

# harmed CHECKS "KIND COUNT"…: what files that are made to harm (benches/hostile.py) take, once each.
harmed() {
    local checks=$1 kind count seconds peak
    shift
    while read -r kind count; do
        python3 benches/hostile.py "$kind" "$count" >"$work/$kind.xml"
        read -r seconds peak < <(measured "$dtm" check --use precheck --only "$checks" --output /dev/null "$work/$kind.xml")
        echo "$kind $count: $(($(stat -c %s "$work/$kind.xml") / 1000000)) MB, $seconds s, peak $peak MiB"
        rm "$work/$kind.xml"
    done < <(printf '%s\n' "$@")
}

# made OBJECTS: the file of a town in $work, made when it is not there.
made() {
    # shellcheck disable=SC2154 # the script says where
    local file=$work/town-$1.jvf.xml
    [ -e "$file" ] || "$dtm" generate --objects "$1" --region CZ042 -o "$file" >/dev/null
    echo "$file"
}
