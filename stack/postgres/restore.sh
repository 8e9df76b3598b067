#!/bin/sh
# Puts what the archive has on a data volume of its own (service "restored"), in a container of its own. As root.
#
# free              prints the free bytes of the volume as free=N
# restore ARG…      erases what is on it, and restores by pgBackRest with these arguments
set -eu

volume=/var/lib/postgresql/data
case "$1" in
free)
  df -Pk "$volume" | awk 'NR == 2 { printf "free=%.0f\n", $4 * 1024 }'
  ;;
restore)
  shift
  exec 9>>"$volume/server.lock"
  flock -n 9 || { echo "a server still works on the restored data" >&2; exit 1; }
  rm -rf "$PGDATA"
  mkdir -m 700 "$PGDATA"
  pgbackrest "$@" restore
  chown -R postgres "$PGDATA"
  ;;
esac
