#!/usr/bin/env bash
# The map and the page for checks in a browser, over the demo deliveries, as scripts/run shows them to a newcomer.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"

if ! command -v chromium >/dev/null || [[ ! -d $PROJECT/web/node_modules/playwright-core ]]; then
    skip "no chromium, or no packages in web/node_modules (scripts/setup --tests)"
    exit 0
fi
project_in "project"
begin_service
node "$PROJECT/tests/browser/map.mjs" "http://127.0.0.1:$DTM_PORT" --screenshot "$SCRATCH/map.png"
ok "the map in a browser"
node "$PROJECT/tests/browser/check.mjs" "http://127.0.0.1:$DTM_PORT" "$PROJECT/fixtures/check" --screenshot "$SCRATCH/check.png"
ok "the page for checks in a browser"
