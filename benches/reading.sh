#!/usr/bin/env bash
# Reading a delivery: dtm's reader against the streaming validation of libxml2, in one run.
#
#   benches/reading.sh SCHEMA FILE…        SCHEMA: xsd/index/index_data.xsd of the unpacked official package
#
# Rounds alternate, so that both meet the same disturbances; medians are compared. ROUNDS names the effort.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

schema=${1:?name the XML schema of JVF DTM}
shift
rounds=${ROUNDS:-5}
reader=$(cargo bench --no-run --bench reading 2>&1 | sed -n 's/.*(\(.*\/reading-[0-9a-f]*\))$/\1/p')


for file in "$@"; do
    ours=() theirs=() memory=0
    for _ in $(seq "$rounds"); do
        read -r seconds peak < <(python3 benches/measure.py "$reader" "$file" 2>/dev/null)
        ours+=("$seconds")
        memory=$((peak > memory ? peak : memory))
        read -r seconds _ < <(python3 benches/measure.py xmllint --nonet --nowarning --noout --stream --schema "$schema" "$file" 2>/dev/null)
        theirs+=("$seconds")
    done
    a=$(printf '%s\n' "${ours[@]}" | median)
    b=$(printf '%s\n' "${theirs[@]}" | median)
    stat -c %s "$file" | awk -v a="$a" -v b="$b" -v memory="$memory" -v file="$(basename "$file")" '{
        printf "%s: %.1f MB, dtm %.2f s (%.0f MB/s, peak %d MiB), xmllint %.2f s (%.0f MB/s), ratio %.2f\n",
            file, $1 / 1e6, a, $1 / 1e6 / a, memory, b, $1 / 1e6 / b, b / a }'
done
