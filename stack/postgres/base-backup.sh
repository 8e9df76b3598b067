#!/bin/sh
# Copies the primary beside what the replica's volume holds, in a container of its own. Nothing there is touched before
# the new copy is whole and verified: a copy that fails leaves the old one as it was.
#
# check       tries the connection, and prints the volume's free bytes as free=N
# copy SLOT   takes a base backup into PGDATA.copying and verifies it; the slot on the primary keeps what it will need
# swap        lets the verified copy take the place of the old one, whose server must be stopped
# read        reads all of the primary and keeps nothing of it
# erase       removes the old copy, for a volume that has no room for two
set -eu

volume=/var/lib/postgresql/data
copy="$PGDATA.copying"
verified="$PGDATA.verified"
export PGPASSWORD="$REPLICATOR_PASSWORD"
if [ "${TIMESCALE_TLS:-off}" != off ]; then export PGSSLMODE=verify-full PGSSLROOTCERT=/run/timescale-ci/ca.crt; fi

# Held by the server and all its processes; a second base backup is kept away by a lock of its own.
lock_server() {
  exec 9>>"$volume/server.lock"
  flock -n 9 || { echo "a server still works on the replica's data" >&2; exit 1; }
}

case "$1" in
check)
  . /timescale-ci/settle.sh
  exec 8>>"$volume/copy.lock"
  if flock -n 8; then rm -rf "$copy"; fi
  # By the way that the backup takes: a physical replication connection.
  psql --no-psqlrc --quiet --no-password --output=/dev/null --command=IDENTIFY_SYSTEM \
    "host=primary port=5432 user=replicator replication=true connect_timeout=10"
  df -Pk "$volume" | awk 'NR == 2 { printf "free=%.0f\n", $4 * 1024 }'
  ;;
copy)
  exec 8>>"$volume/copy.lock"
  flock -n 8 || { echo "another base backup still works on the replica's data" >&2; exit 1; }
  rm -rf "$copy" "$verified"
  trap 'rm -rf "$copy"' EXIT
  # Reads every page of the primary, and fails at one whose checksum is wrong.
  pg_basebackup --host=primary --port=5432 --username=replicator --no-password \
    --pgdata="$copy" --wal-method=stream --slot="$2" --checkpoint=fast
  pg_verifybackup --quiet "$copy"
  touch "$copy/standby.signal"
  chmod 700 "$copy"
  chown -R postgres:postgres "$copy"
  trap - EXIT
  mv "$copy" "$verified"
  ;;
swap)
  lock_server
  if [ ! -e "$verified/PG_VERSION" ]; then echo "there is no verified copy" >&2; exit 1; fi
  # start.sh finishes this where it is cut short.
  rm -rf "$PGDATA.old"
  if [ -e "$PGDATA" ]; then mv "$PGDATA" "$PGDATA.old"; fi
  mv "$verified" "$PGDATA"
  rm -rf "$PGDATA.old" "$volume/fenced"
  ;;
read)
  pg_basebackup --host=primary --port=5432 --username=replicator --no-password \
    --pgdata=- --format=tar --wal-method=none --checkpoint=fast >/dev/null
  ;;
erase)
  lock_server
  rm -rf "$copy" "$verified" "$PGDATA" "$volume/fenced"
  ;;
esac
