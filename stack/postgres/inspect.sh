#!/bin/sh
# Says what is on the data volumes, without a server: one "name.fact=value" a line. Changes nothing.
#
# Arguments   directories that volumes are mounted at
set -eu

for volume in "$@"; do
  name=$(basename "$volume")
  data="$volume/pgdata"
  say() { printf '%s.%s=%s\n' "$name" "$1" "$2"; }

  if [ -e "$volume/fenced" ]; then
    say fenced "$(head -n 1 "$volume/fenced")"
    say lost "$(sed -n 's/^lost=//p' "$volume/fenced")"
  fi
  if [ ! -e "$data/PG_VERSION" ]; then continue; fi
  say postgres "$(cat "$data/PG_VERSION")"
  if [ -e "$data/standby.signal" ]; then say standby true; fi
  control=$(LC_ALL=C pg_controldata "$data")
  fact() { printf '%s\n' "$control" | sed -n "s/^$1: *//p"; }
  say system "$(fact 'Database system identifier')"
  say state "$(fact 'Database cluster state')"
  say timeline "$(fact "Latest checkpoint's TimeLineID")"
  # Where its timeline left the one before: until there it has the log of the server that it was copied from.
  history=$(ls "$data/pg_wal" | grep '^[0-9A-F]\{8\}\.history$' | sort | tail -n 1)
  if [ -n "$history" ]; then say switch "$(awk 'NF > 1 && $1 !~ /^#/ { at = $2 } END { print at }' "$data/pg_wal/$history")"; fi
  say checkpoint "$(fact 'Latest checkpoint location')"

  # Where the log really ends: after a crash that is behind the last checkpoint. pg_waldump reads to the first record
  # that is not whole, and ends with an error there.
  last=$(pg_waldump --path="$data/pg_wal" --timeline="$(fact "Latest checkpoint's TimeLineID")" \
    --start="$(fact "Latest checkpoint's REDO location")" 2>/dev/null | tail -n 1 | sed -n 's/.*lsn: \([0-9A-F/]*\),.*/\1/p') || true
  say last_record "$last"
done
