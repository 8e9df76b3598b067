#!/bin/sh
# Starts a server of its own with the settings that it is given, on an empty cluster that nobody keeps, and ends it: what
# this one does not bear, the real one does not either. The data is not touched. Runs as the user postgres.
#
# Arguments   settings for the server (-c name=value …)
set -eu

trial=/tmp/trial
initdb --pgdata="$trial" --username=postgres --auth=trust --no-sync >/dev/null
exec postgres --single -D "$trial" "$@" template1 </dev/null >/dev/null
