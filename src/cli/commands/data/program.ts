import type { Command } from 'commander';
import { docsPage } from '../../../documentation.ts';
import { withCommon } from '../../options.ts';
import { addBackupRows } from './backup-rows.ts';
import { addLoad } from './load.ts';
import { addQuality } from './quality.ts';
import { addSample } from './sample.ts';

/** `data` and its commands. */
export function addDataCommands(program: Command): void {
  const data = program
    .command('data')
    .description(`data into the database, its quality, backups of rows (${docsPage('data.md')})`);
  const add = (name: string, description: string): Command => withCommon(data.command(name).description(description));
  addLoad(add);
  addQuality(add);
  addBackupRows(add);
  addSample(add);
}
