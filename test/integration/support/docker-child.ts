import { cleanUpOnSignals } from '../../../src/engine/cleanup.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';

/** A process for tests to end in the middle: starts an engine as a shell would, says so, and waits. */
const [image = '', label = ''] = process.argv.slice(2);
disableRyuk(process.env);
cleanUpOnSignals(process);
const engine = await startDocker({ image, database: 'trading_data', label });
console.log('ready');
await using session = await engine.database.connect();
await session.query('SELECT pg_sleep(600)');
