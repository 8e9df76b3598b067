import { cleanUpOnExit } from '../../../src/engine/cleanup.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';

/** A process for tests to end in the middle: starts an engine as a shell would, says so, and waits. */
const [image = '', label = '', crash] = process.argv.slice(2);
disableRyuk(process.env);
cleanUpOnExit(process, { crash: () => {} });
const engine = await startDocker({ image, database: 'trading_data', label });
console.log('ready');
if (crash === 'crash') setImmediate(() => process.stdout.destroy(new Error('write EPIPE')));
await using session = await engine.database.connect();
await session.query('SELECT pg_sleep(600)');
