#!/usr/bin/env bash
# The scripts themselves: shellcheck, and a set-up that is quick when nothing is missing.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"

cd "$PROJECT"
mapfile -t shell < <(grep -lE '^#( shellcheck shell=|!/usr/bin/env )bash' scripts/* tests/scripts/*.sh .ci/run)
if command -v shellcheck >/dev/null; then
    shellcheck "${shell[@]}" || wrong "shellcheck has findings"
    ok "shellcheck"
else
    skip "shellcheck is not here"
fi
for file in "${shell[@]}"; do
    [[ $(wc -l <"$file") -le 160 ]] || wrong "$file is too long to be read at once"
done

scripts/setup --tests >/dev/null 2>&1
begun=$(date +%s%N)
ends_with 0 scripts/setup --tests
[[ -z $output && $((($(date +%s%N) - begun) / 1000000)) -lt 2000 ]] || wrong "set-up with nothing to do: $output"
ok "set-up is quick and quiet when all is there"
