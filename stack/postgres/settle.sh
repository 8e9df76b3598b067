# Sourced: finishes the exchange of the replica's copies (base-backup.sh) where it was cut short between its two steps.
# Without PGDATA no server runs on the volume.
if [ ! -e "$PGDATA" ]; then
  if [ -e "$PGDATA.verified/PG_VERSION" ]; then
    mv "$PGDATA.verified" "$PGDATA"
  elif [ -e "$PGDATA.old/PG_VERSION" ]; then
    mv "$PGDATA.old" "$PGDATA"
  fi
else
  rm -rf "$PGDATA.old"
fi
