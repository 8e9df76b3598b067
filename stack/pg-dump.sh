#!/bin/sh
# The primary's own pg_dump, which is as new as its server, under the arguments and environment of a local one.
#
# TIMESCALE_CONTAINER   the primary's container
set -eu

# From inside, the server is reached at its own port, and the authority of its certificate lies elsewhere.
for argument do
  shift
  case $argument in
  --dbname=postgres*) argument=$(printf '%s' "$argument" | sed -e 's|@[^/]*/|@127.0.0.1:5432/|' \
    -e 's|sslrootcert=[^&]*|sslrootcert=/var/lib/postgresql/tls/ca.crt|') ;;
  esac
  set -- "$@" "$argument"
done
exec docker exec --env PGPASSWORD --env PGCLIENTENCODING "$TIMESCALE_CONTAINER" pg_dump "$@"
