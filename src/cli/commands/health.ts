import { Option } from 'commander';
import { healthAsMarkdown, healthAsMetrics, healthAsText, healthWords } from '../../health/text.ts';
import { health } from '../../workflows/health.ts';
import { type AddCommand, type Flags, positive, withCommon } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

const FORMATS = { text: healthAsText, markdown: healthAsMarkdown, prometheus: healthAsMetrics } as const;
type Format = keyof typeof FORMATS;

/** `health --database-url URL`: whether a live database does what it should. */
export function addHealth(add: AddCommand): void {
  withCommon(
    add('health', 'jobs, policies, chunks, replication and versions of a live database; it is only read')
      .option('--database-url <url>', 'the live database (postgres://…); never written to')
      .addOption(
        new Option('--format <format>', 'how to write it')
          .choices(Object.keys(FORMATS))
          .default('text')
          .conflicts('prometheus'),
      )
      .option('--prometheus', 'metrics in the text format of Prometheus: --format prometheus')
      .option('--time-limit <s>', 'seconds after which SQL is given up (default: 1800)', positive),
  ).action((flags: Flags & { format: Format; prometheus?: boolean }) =>
    runCommand(flags, healthCommand(flags.prometheus === true ? 'prometheus' : flags.format), false),
  );
}

const healthCommand =
  (format: Format): Command =>
  async (settings, context) => {
    const result = await health(settings, context);
    return { ok: result.ok, json: result, text: FORMATS[format](result), verdict: `Health: ${healthWords(result)}.` };
  };
