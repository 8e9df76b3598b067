#!/bin/bash
# Tries the image of the command line as people run it: without rights, on a directory of the machine's.
#
#   scripts/check-image.sh IMAGE
set -euo pipefail

image=${1:?usage: check-image.sh IMAGE}
work=$(mktemp -d "${TMPDIR:-/tmp}/timescale-ci image.XXXXXX")
trap 'rm -rf "$work"' EXIT
die() { printf '%s\n' "$*" >&2; exit 1; }
run() { docker run --rm --user "$(id -u):$(id -g)" --volume "$work:/project" "$image" "$@"; }

[ "$(docker run --rm --entrypoint id "$image" -u)" != 0 ] || die 'the image runs as root'
mkdir -p "$work/sql/init"
cat >"$work/sql/init/01.sql" <<'SQL'
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE readings (taken timestamptz NOT NULL, value float8);
SELECT create_hypertable('readings', by_range('taken', INTERVAL '1 day'));
SQL
run init
run backup 2>&1 | tee "$work/output.log"
grep -q 'proved: .* 1 of 1 hypertable' "$work/output.log" || die 'the schema is not proved'
[ -s "$work/sql/schema/schema_latest.sql" ] || die 'no version was written'
[ "$(stat -c %u "$work/sql/schema/schema_latest.sql")" = "$(id -u)" ] || die 'the files are not of whoever ran it'
