# Takes the certificate of the servers from where it is mounted: the server's user cannot read there, and wants a key that
# nobody else can. Sourced by start.sh; run by itself while the server runs, which then has to read its files again.
set -eu

tls=/var/lib/postgresql/tls
mkdir -p "$tls"
chmod 700 "$tls"
for file in ca.crt server.crt server.key; do
  cp "/run/timescale-ci/$file" "$tls/$file.new"
  chmod 600 "$tls/$file.new"
done
chown -R postgres "$tls"
for file in ca.crt server.crt server.key; do mv -f "$tls/$file.new" "$tls/$file"; done
