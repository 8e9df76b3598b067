import { run } from './run.ts';

await run();
// An upload that was given up may still hang on its connection.
process.exit();
