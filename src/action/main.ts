import { run } from './run.ts';

// Nobody who reads the log can change what a library still calls.
process.noDeprecation = true;

await run();
// An upload that was given up may still hang on its connection.
process.exit();
