#!/bin/bash
# Copies the rows of tables that nobody else has (orders, positions) out of the primary, and back. By hand or from cron,
# in the directory of the env file:
#
#   rows.sh backup FILE.gz TABLE…   all tables as they were at one moment, while the primary works on
#   rows.sh restore FILE.gz         puts them back in one transaction: rows that are gone come again, rows that were changed
#                                   get the values of the file, rows that are newer stay
#
# TIMESCALE_ENV_FILE   the env file of the stack (default: .env.timescale)
set -euo pipefail

env_file=${TIMESCALE_ENV_FILE:-.env.timescale}
die() { printf '%s\n' "$*" >&2; exit 1; }
setting() { sed -n "s/^$1=//p" "$env_file"; }

[ $# -ge 2 ] || die 'usage: rows.sh backup FILE.gz TABLE…, or rows.sh restore FILE.gz'
[ -r "$env_file" ] || die "there is no $env_file here: go to its directory, or name it by TIMESCALE_ENV_FILE"
label=com.docker.compose
container=$(docker ps --quiet --filter "label=$label.project=$(setting TIMESCALE_PROJECT)" \
  --filter "label=$label.service=primary" --filter "label=$label.oneoff=False")
[ -n "$container" ] || die 'the primary does not run: timescale-ci stack start'
run_sql() {
  docker exec --interactive --user postgres "$container" psql --no-psqlrc --quiet --no-align --tuples-only \
    --set=ON_ERROR_STOP=1 --dbname="$(setting TIMESCALE_DATABASE)" "$@"
}

# What the restore runs, with the rows in between. COPY's text format has no line that could end it too early.
table_sql() {
  cat <<'SQL'
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_index WHERE indrelid = current_setting('rows.table')::regclass AND indisprimary) THEN
    RAISE EXCEPTION '% has no primary key, by which its rows could be told apart', current_setting('rows.table');
  END IF;
END $do$;
SELECT current_setting('rows.table')::regclass::text AS target,
       string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS names,
       string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE key) AS keys,
       coalesce('UPDATE SET ' || string_agg(format('%1$I = excluded.%1$I', attname), ', ' ORDER BY attnum)
                FILTER (WHERE NOT key), 'NOTHING') AS action
  FROM (SELECT a.attname, a.attnum, a.attnum = ANY (i.indkey) AS key
          FROM pg_attribute AS a JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
         WHERE a.attrelid = current_setting('rows.table')::regclass
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns \gset
SELECT format('CREATE TEMP TABLE incoming AS SELECT %s FROM %s WITH NO DATA;', :'names', :'target');
SELECT format('COPY incoming (%s) FROM STDIN;', :'names');
COPY (SELECT :names FROM :target) TO STDOUT;
SELECT '\.';
SELECT format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM incoming ON CONFLICT (%3$s) DO %4$s;',
              :'target', :'names', :'keys', :'action');
SELECT 'DROP TABLE incoming;';
SQL
}

backup_sql() {
  echo 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;'
  echo "SELECT 'BEGIN;';"
  for table in "$@"; do
    printf "SELECT set_config('rows.table', '%s', true) \\\\g /dev/null\n" "${table//\'/\'\'}"
    table_sql
  done
  echo "SELECT 'COMMIT;';"
  printf "SELECT '-- complete, as of ' || now();\n"
  echo 'COMMIT;'
}

case $1 in
backup)
  [ $# -ge 3 ] || die 'which tables? For example: rows.sh backup rows.gz trading.orders trading.positions'
  file=$2
  shift 2
  trap 'rm -f "$file.new"' EXIT
  # Everybody's orders are nobody else's business.
  umask 077
  backup_sql "$@" | run_sql | gzip >"$file.new"
  gunzip -c "$file.new" | tail -n 1 | grep -q '^-- complete' || die "the copy is not complete; $file is as it was"
  mv "$file.new" "$file"
  echo "$file: $(gunzip -c "$file" | tail -n 1 | sed 's/^-- //')"
  ;;
restore)
  # Half a file would be rolled back, and an empty one would do nothing and say so to nobody.
  gunzip -c "$2" | tail -n 1 | grep -q '^-- complete' || die "$2 is not a complete copy; nothing was done"
  gunzip -c "$2" | run_sql
  echo "$2 is restored"
  ;;
*) die 'usage: rows.sh backup FILE.gz TABLE…, or rows.sh restore FILE.gz' ;;
esac
