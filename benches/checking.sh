#!/usr/bin/env bash
# Checking a delivery by all checks of groups 1 and 2, on one thread and on two, against the streaming validation of
# libxml2, which finds faults of structure only, in one run.
#
#   benches/checking.sh SCHEMA FILE…        SCHEMA: xsd/index/index_data.xsd of the unpacked official package
#
# Rounds alternate, so that all meet the same disturbances; medians are compared. ROUNDS names the effort.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

schema=${1:?name the XML schema of JVF DTM}
shift
rounds=${ROUNDS:-5}
cargo build --release --quiet

for file in "$@"; do
    one=() two=() theirs=() memory=0
    for _ in $(seq "$rounds"); do
        for threads in 1 2; do
            read -r seconds peak < <(measured "$dtm" check --only 1,2 --format json --output /dev/null --threads "$threads" "$file")
            [[ $threads -eq 1 ]] && one+=("$seconds") || two+=("$seconds")
            memory=$((peak > memory ? peak : memory))
        done
        read -r seconds _ < <(measured xmllint --nonet --nowarning --noout --stream --schema "$schema" "$file")
        theirs+=("$seconds")
    done
    a=$(printf '%s\n' "${one[@]}" | median)
    b=$(printf '%s\n' "${two[@]}" | median)
    c=$(printf '%s\n' "${theirs[@]}" | median)
    stat -c %s "$file" | awk -v a="$a" -v b="$b" -v c="$c" -v memory="$memory" -v file="$(basename "$file")" '{
        printf "%s: %.1f MB, xmllint %.3f s (%.0f MB/s); one thread %.3f s (%.0f MB/s), ratio %.2f; two %.3f s (%.0f MB/s), ratio %.2f; peak %d MiB\n",
            file, $1 / 1e6, c, $1 / 1e6 / c, a, $1 / 1e6 / a, c / a, b, $1 / 1e6 / b, c / b, memory }'
done
