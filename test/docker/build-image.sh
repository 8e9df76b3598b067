#!/bin/bash
# Builds the image timescale-ci-test:local from Debian packages (TimescaleDB, Apache edition, on
# PostgreSQL 17, and the monitoring that the tests of the stack run), for machines that reach Debian's mirror but no
# image registry.
# Needs root, debootstrap and a running Docker engine; does nothing when the image is up to date.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
image="${1:-timescale-ci-test:local}"
stamp=$(cat "$here/build-image.sh" "$here/entrypoint.sh" | sha256sum | cut -c1-16)
have=$(docker image inspect --format '{{ index .Config.Labels "timescale-ci.stamp" }}' "$image" 2>/dev/null || true)
if [ "$have" = "$stamp" ]; then
  echo "$image is up to date"
  exit 0
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
packages=postgresql-17-timescaledb,postgresql-client-17,gosu,locales,wget
packages+=,prometheus,prometheus-alertmanager,prometheus-node-exporter,prometheus-postgres-exporter,pgbackrest
debootstrap --variant=minbase --include="$packages" \
  trixie "$root" >"$root.log" 2>&1 || { tail -20 "$root.log" >&2; exit 1; }
rm -f "$root.log"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/* \
  "$root"/var/lib/postgresql/17
install -m 755 "$here/entrypoint.sh" "$root/usr/local/bin/timescale-ci-entrypoint"
# The name that the official image gives it, for whatever wraps it.
ln -s timescale-ci-entrypoint "$root/usr/local/bin/docker-entrypoint.sh"
tar -C "$root" -c . | docker import \
  --change 'ENTRYPOINT ["/usr/local/bin/timescale-ci-entrypoint"]' \
  --change 'CMD ["postgres"]' \
  --change 'EXPOSE 5432' \
  --change 'ENV LANG=C.UTF-8' \
  --change 'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change "LABEL timescale-ci.stamp=$stamp" \
  - "$image" >/dev/null
echo "built $image"
