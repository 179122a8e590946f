#!/usr/bin/env bash
# The container's recipe, read line by line, for there may be no container tools here: what it copies exists and is not
# ignored, it does not run as root, and its last stage brings every library the binary is linked with.
# shellcheck source=kit.sh
. "$(dirname "${BASH_SOURCE[0]}")/kit.sh"
cd "$PROJECT"

while read -r source; do
    [[ -e $source ]] || wrong "Dockerfile copies $source, which is not here"
    ! grep -qxF "${source%/}" .dockerignore || wrong "Dockerfile copies $source, which .dockerignore leaves out"
done < <(awk '$1 == "COPY" && $2 !~ /^--/ { for (i = 2; i < NF; i++) print $i }' Dockerfile)
ok "what it copies is here"

for path in .git .data target web/node_modules; do
    grep -qxF "$path" .dockerignore || wrong ".dockerignore does not leave out $path"
done
last=$(tac Dockerfile | sed '/^FROM /q')
[[ $(grep '^USER' <<<"$last") =~ ^USER\ [1-9] ]] || wrong "the container runs as root"
grep -q '^HEALTHCHECK .*"dtm", "health"' <<<"$last" || wrong "the container has no health check"
wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
given=$(sed -n 's/^FROM rust:\([0-9.]*\).*/\1/p' Dockerfile)
[[ $(printf '%s\n' "$wanted" "$given" | sort -V | head -1) == "$wanted" ]] || wrong "Rust $given is older than $wanted"
ok "user, health check and Rust's version"

if ! command -v readelf >/dev/null || [[ ! -x $DTM_BINARY ]]; then
    skip "no readelf, or no binary at $DTM_BINARY"
    exit 0
fi
# libc6 and libgcc-s1 are in every Debian; the others must be installed by the last stage.
while read -r library; do
    case $library in
    libc.so.6 | libm.so.6 | libgcc_s.so.1 | ld-linux-*) ;;
    libproj.so.25) grep -qw libproj25 <<<"$last" || wrong "the last stage lacks libproj25" ;;
    *) wrong "the binary needs $library, which no package of the last stage brings" ;;
    esac
done < <(readelf -d "$DTM_BINARY" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
ok "the last stage brings the binary's libraries"
