#!/bin/sh
# Starts the server of a container, unless that would make two of one: every way to a start leads through here,
# `docker start` and a restarted engine as well as timescale-ci.
#
# TIMESCALE_ROLE      primary, replica or restored: what this container is meant to be
# TIMESCALE_TLS       require, allow or off
# TIMESCALE_ARCHIVE   off, or where to
# Arguments        settings for the server (-c name=value …)
set -eu

volume=/var/lib/postgresql/data
scripts=/timescale-ci
# A container from before there were these starts by this file, too.
: "${TIMESCALE_TLS:=off}" "${TIMESCALE_ARCHIVE:=off}"

refuse() {
  echo "timescale-ci refuses to start the $TIMESCALE_ROLE: $*" >&2
  exit 1
}

# Held by the server and all its processes until the last of them ends: no second container can open the same files.
command -v flock >/dev/null || refuse "its image has no flock, which keeps two servers off the same data"
exec 9>>"$volume/server.lock"
flock -n 9 || refuse "another container runs on the same data"

. "$scripts/settle.sh"

case "$TIMESCALE_ROLE" in
primary)
  if [ -e "$volume/fenced" ]; then refuse "its data was fenced when the replica was promoted ($(head -n 1 "$volume/fenced"))"; fi
  if [ -e "$PGDATA/standby.signal" ]; then refuse "its data is a standby's; .env.timescale names the wrong volume"; fi
  # An empty database in the place of one that is lost would take writes, and nobody would notice.
  if [ ! -e "$PGDATA/PG_VERSION" ] && [ ! -e /run/timescale-ci/initialize ]; then refuse 'its volume holds no data'; fi
  ;;
replica)
  if [ ! -e "$PGDATA/PG_VERSION" ]; then refuse 'it has no data yet; run "timescale-ci stack start-replica"'; fi
  if [ ! -e "$PGDATA/standby.signal" ]; then refuse "its data is not a standby's; it would be a second primary"; fi
  # A standby is no former primary: a mark from before it became one would keep it from being promoted.
  rm -f "$volume/fenced"
  ;;
restored)
  if [ ! -e "$PGDATA/PG_VERSION" ]; then refuse 'nothing was restored; run "timescale-ci stack restore"'; fi
  ;;
esac

# The server's user cannot read what is mounted from a directory that is closed to others.
hba=/var/lib/postgresql/pg_hba.conf
if [ "$TIMESCALE_TLS" = require ]; then
  cp "$scripts/pg_hba.conf" "$hba"
else
  sed 's/^hostssl /host    /' "$scripts/pg_hba.conf" >"$hba"
fi
chown postgres "$hba"
chmod 600 "$hba"

# By a file: neither the list of processes nor the server's settings show the password.
passfile=/var/lib/postgresql/replicator.pgpass
(umask 077 && printf 'primary:5432:*:replicator:%s\n' "${REPLICATOR_PASSWORD:-}" >"$passfile")
chown postgres "$passfile"
unset REPLICATOR_PASSWORD

primary="host=primary port=5432 user=replicator passfile=$passfile application_name=replica"
if [ "$TIMESCALE_TLS" = off ]; then
  set -- -c "primary_conninfo=$primary" "$@"
else
  if [ ! -s /run/timescale-ci/server.key ]; then refuse 'it has no certificate; start it by "timescale-ci stack"'; fi
  . "$scripts/tls.sh"
  set -- -c ssl=on -c "ssl_cert_file=$tls/server.crt" -c "ssl_key_file=$tls/server.key" \
    -c "primary_conninfo=$primary sslmode=verify-full sslrootcert=$tls/ca.crt" "$@"
fi

if [ "$TIMESCALE_ARCHIVE" != off ]; then
  command -v pgbackrest >/dev/null || refuse 'its image has no pgbackrest; start it by "timescale-ci stack"'
  if [ "$TIMESCALE_ROLE" != restored ]; then
    chown postgres /var/lib/pgbackrest
    set -- "$@" -c archive_mode=on -c archive_timeout=60 -c 'archive_command=pgbackrest archive-push %p'
  fi
fi
# What is restored beside a stack belongs to nobody's history, and a policy must not drop what somebody came to look for.
if [ "$TIMESCALE_ROLE" = restored ]; then
  set -- "$@" -c archive_mode=off -c primary_slot_name= -c timescaledb.max_background_workers=0
fi

exec docker-entrypoint.sh postgres -c hba_file=$hba "$@"
