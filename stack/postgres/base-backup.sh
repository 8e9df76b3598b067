#!/bin/sh
# Fills the replica's volume with a base backup of the primary, in a container of its own. The copy gets its name only
# when it is whole, so that a backup that was cut short is never started.
#
# Arguments          check: only try the connection, and leave the volume alone
# REPLICATION_SLOT   the slot on the primary that keeps what the copy will need
set -eu

# Asked before anything is erased, by the way that the backup takes: a physical replication connection.
PGPASSWORD="$REPLICATOR_PASSWORD" psql --no-psqlrc --quiet --no-password --output=/dev/null --command=IDENTIFY_SYSTEM \
  "host=primary port=5432 user=replicator replication=true connect_timeout=10"
if [ "${1:-}" = check ]; then exit 0; fi

volume=/var/lib/postgresql/data
copy="$PGDATA.copying"

exec 9>>"$volume/server.lock"
flock -n 9 || { echo "a server or another base backup still works on the replica's data" >&2; exit 1; }

rm -rf "$copy" "$PGDATA" "$volume/fenced"
PGPASSWORD="$REPLICATOR_PASSWORD" pg_basebackup --host=primary --port=5432 --username=replicator --no-password \
  --pgdata="$copy" --wal-method=stream --slot="$REPLICATION_SLOT" --checkpoint=fast
touch "$copy/standby.signal"
chmod 700 "$copy"
chown -R postgres:postgres "$copy"
mv "$copy" "$PGDATA"
