#!/bin/sh
# Copies restored data onto the volume of the server that is to be the primary, beside what that one holds, and only then
# lets it take that place. As root; both volumes' servers are stopped.
#
# Arguments   free    prints free=N and needed=N in bytes
#             copy    does it
set -eu

from=/from/pgdata
to=/to/pgdata
case "$1" in
free)
  df -Pk /to | awk 'NR == 2 { printf "free=%.0f\n", $4 * 1024 }'
  du -sk "$from" | awk '{ printf "needed=%.0f\n", $1 * 1024 }'
  ;;
copy)
  exec 9>>/from/server.lock 8>>/to/server.lock
  flock -n 9 || { echo "a server still works on the restored data" >&2; exit 1; }
  flock -n 8 || { echo "a server still works on the data that would be replaced" >&2; exit 1; }
  if [ ! -e "$from/PG_VERSION" ]; then echo "nothing was restored" >&2; exit 1; fi
  rm -rf "$to.copying" "$to.verified"
  trap 'rm -rf "$to.copying"' EXIT
  cp -a "$from" "$to.copying"
  # Its server archived nothing, so the archive has to be told where this history branched off.
  for history in "$to.copying"/pg_wal/*.history; do
    if [ -e "$history" ]; then touch "$to.copying/pg_wal/archive_status/$(basename "$history").ready"; fi
  done
  chown -R postgres "$to.copying/pg_wal/archive_status"
  sync
  trap - EXIT
  mv "$to.copying" "$to.verified"
  # start.sh finishes this where it is cut short.
  rm -rf "$to.old"
  if [ -e "$to" ]; then mv "$to" "$to.old"; fi
  mv "$to.verified" "$to"
  rm -rf "$to.old" /to/fenced
  ;;
esac
