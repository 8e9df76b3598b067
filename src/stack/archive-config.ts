import { S3 } from './archive-settings.ts';
import type { StackEnv } from './env-file.ts';

/** pgBackRest's configuration, which every container that knows the archive mounts. */
export function archiveConfig({ archive, project, values }: StackEnv): string {
  const [bucket, endpoint, region, key, secret] = S3.map((name) => values[name] ?? '');
  const place =
    archive === 's3'
      ? [
          ...[`repo1-type=s3`, `repo1-path=/${project}`, `repo1-s3-bucket=${bucket}`, `repo1-s3-endpoint=${endpoint}`],
          ...[`repo1-s3-region=${region}`, `repo1-s3-key=${key}`, `repo1-s3-key-secret=${secret}`],
          ...(endpoint?.endsWith('amazonaws.com') ? [] : ['repo1-s3-uri-style=path']),
        ]
      : ['repo1-path=/var/lib/pgbackrest'];
  return `${[
    '# Written by timescale-ci.',
    '[global]',
    ...place,
    `repo1-retention-full=${values['TIMESCALE_ARCHIVE_FULLS'] || 2}`,
    'repo1-bundle=y',
    'compress-type=lz4',
    'start-fast=y',
    'log-level-console=off',
    'log-level-file=off',
    'log-level-stderr=warn',
    '[main]',
    'pg1-path=/var/lib/postgresql/data/pgdata',
    'pg1-user=postgres',
  ].join('\n')}\n`;
}
