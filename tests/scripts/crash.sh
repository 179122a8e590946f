#!/usr/bin/env bash
# Kills under load, the short way: scripts/crash with a few kills. Another seed each time, told when something is wrong.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
[[ -x $DTM_BINARY ]] || wrong "there is no binary at $DTM_BINARY; run cargo build"

kills=${DTM_CRASH_KILLS:-15}
project_in "killed"
ends_with 0 "$place/scripts/crash" "$kills"
[[ $output == *"crash: $kills kills"*" 0 violations"* ]] || wrong "the summary is missing: $output"
! ls -d "$place"/.data/crash.* 2>/dev/null || wrong "something is left over"
ok "${output##*crash: }"

ends_with 2 "$place/scripts/crash" many
ok "something else than numbers is refused with a word of help"
