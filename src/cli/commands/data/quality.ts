import { Option } from 'commander';
import {
  qualityAsHtml,
  qualityAsMarkdown,
  qualityAsMetrics,
  qualityAsText,
  qualityWords,
} from '../../../data/quality/text.ts';
import { type DataQualityOptions, dataQuality } from '../../../workflows/data-quality.ts';
import type { AddCommand, Flags } from '../../options.ts';
import { type Command, runCommand } from '../../run.ts';

const FORMATS = {
  text: qualityAsText,
  markdown: qualityAsMarkdown,
  html: qualityAsHtml,
  prometheus: qualityAsMetrics,
} as const;

interface QualityFlags extends Flags, Omit<DataQualityOptions, 'quarantine'> {
  format: keyof typeof FORMATS;
  quarantine?: boolean;
}

/** `data quality --database-url URL`: whether the data can be trusted. */
export function addQuality(add: AddCommand): void {
  add('quality', 'whether bars are whole, plausible and complete by the calendar of their exchange')
    .option('--database-url <url>', 'the database (postgres://…)')
    .option('--from <day>', 'the first day (default: that of the table)')
    .option('--to <day>', 'the last day (default: that of the table)')
    .option('--environment <name>', 'whose thresholds hold: production, ci, or one of the settings', 'production')
    .addOption(new Option('--format <format>', 'how to write it').choices(Object.keys(FORMATS)).default('text'))
    .option('--quarantine', 'move rows that are bad by themselves to a table beside')
    .option('--no-report', 'do not write the result to trading.data_quality_reports')
    .action((flags: QualityFlags) => runCommand(flags, qualityCommand(flags), false));
}

const qualityCommand =
  (flags: QualityFlags): Command =>
  async (settings, context) => {
    const result = await dataQuality({ ...flags, quarantine: flags.quarantine === true }, settings, context);
    return {
      ok: result.ok,
      json: result,
      text: FORMATS[flags.format](result),
      verdict: `Quality: ${qualityWords(result)}.`,
    };
  };
