/**
 * How long the text diff of two dumps takes that have very many differences:
 *
 *   node bench/diff-text.ts [lines]
 *
 * 12,000 lines by default, a third of them changed, all of them, and all removed. Best of three.
 */
import { cpus } from 'node:os';
import { applyPatch } from 'diff';
import { diffText } from '../src/diff/text.ts';

const count = Number(process.argv[2] ?? 12_000);
const lines = Array.from({ length: count }, (_, i) => `statement ${i};`);
const from = `${lines.join('\n')}\n`;
const third = `${lines.map((line, i) => (i % 3 === 0 ? `${line} -- moved` : line)).join('\n')}\n`;
const all = lines.map((_, i) => `other ${i}`).join('\n');

const [{ model: processor = 'unknown' } = {}] = cpus();
console.log(`node bench/diff-text.ts ${count}`);
console.log(`${cpus().length} x ${processor}, Node ${process.versions.node}`);
for (const [what, to] of Object.entries({ 'a third changed': third, 'all changed': all, 'all removed': '' })) {
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    const { text } = diffText(from, to, { from: 'base', to: 'head' });
    const ms = Math.round(performance.now() - started);
    if (applyPatch(from, text) !== to) throw new Error(`${what}: the diff does not give the new text`);
    return ms;
  });
  console.log(`${what.padEnd(16)} ${Math.min(...times)} ms`);
}
