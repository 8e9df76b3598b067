#!/bin/bash
# Entry point of the locally built test image. It honours what the official TimescaleDB image
# honours and the tests use: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_INITDB_ARGS, PGDATA, leading "-c"
# options, and the extension created in postgres, template1 and POSTGRES_DB on first start. As there, it goes by the
# name docker-entrypoint.sh, and the server's programs are in the PATH.
set -euo pipefail

bin=$(echo /usr/lib/postgresql/*/bin)
export PATH="$bin:$PATH" PGDATA="${PGDATA:-/var/lib/postgresql/data}"

if [ "${1:-}" = "postgres" ]; then shift; fi
if [ $# -gt 0 ] && [ "${1:0:1}" != "-" ]; then exec "$@"; fi

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec gosu postgres "$0" "$@"
fi

user="${POSTGRES_USER:-postgres}"
database="${POSTGRES_DB:-$user}"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "${POSTGRES_PASSWORD:-}" ]; then
    echo "POSTGRES_PASSWORD is not set: refusing to create an open superuser" >&2
    exit 1
  fi
  # shellcheck disable=SC2086 # the official image splits these into words too
  initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 \
    --auth-local=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    ${POSTGRES_INITDB_ARGS:-} >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "shared_preload_libraries = 'timescaledb'" >>"$PGDATA/postgresql.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  # The same first start as the official image: a server that only the socket reaches, then a restart.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -c timescaledb.max_background_workers=0" -w start >/dev/null
  if [ "$database" != postgres ]; then
    psql -X -q -v ON_ERROR_STOP=1 --username="$user" --dbname=postgres --set=db="$database" <<<'CREATE DATABASE :"db";'
  fi
  for db in postgres template1 "$database"; do
    psql -X -q -v ON_ERROR_STOP=1 --username="$user" --dbname="$db" -c 'CREATE EXTENSION IF NOT EXISTS timescaledb' 2>/dev/null
  done
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec postgres -D "$PGDATA" "$@"
