#!/bin/sh
# Fences the data of a primary: start.sh will not start it as one again. The data stays as it is.
#
# Arguments   why, for whoever reads the refusal; then how many bytes of its log the new primary never got, or unknown.
#             That is kept with the fence, because whoever finishes a promotion that was cut short cannot measure it again.
set -eu

volume=/var/lib/postgresql/data
exec 9>>"$volume/server.lock"
flock -n 9 || { echo "a server still runs on the data" >&2; exit 1; }
# A standby cannot be started as a primary anyway, and whoever asks for this has taken the wrong volume.
if [ -e "$volume/pgdata/standby.signal" ]; then echo "the data is a standby's, not a primary's" >&2; exit 1; fi
printf '%s\nlost=%s\n' "$1" "$2" >"$volume/fenced.new"
# The fence must outlive a power cut that comes right after the promotion.
sync "$volume/fenced.new" 2>/dev/null || sync
mv "$volume/fenced.new" "$volume/fenced"
