import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffText } from '../../../src/diff/text.ts';

const NAMES = { from: 'base', to: 'head' };

test('equal texts have no diff', () => {
  expect(diffText('a\nb\n', 'a\nb\n', NAMES)).toEqual({ text: '', added: 0, removed: 0 });
});

test('a changed line, with context and counts', () => {
  const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ''];
  const diff = diffText(lines.join('\n'), lines.with(4, 'E').join('\n'), NAMES);
  expect(diff).toEqual({
    text: '--- base\n+++ head\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    added: 1,
    removed: 1,
  });
});

test('a line that looks like a header counts as what it is', () => {
  expect(diffText('-- x\n', '++ y\n', NAMES)).toMatchObject({ added: 1, removed: 1 });
});

test('a text that ends without a line break', () => {
  const { text } = diffText('a\nb', 'a\nc\n', NAMES);
  expect(text).toContain('-b\n\\ No newline at end of file\n+c\n');
});

test('a diff applied to the old text gives the new one, however many differences it takes to be cut', () => {
  const line = fc.constantFrom('a', 'b', 'c', '', '-d', '+e');
  const text = fc.tuple(fc.array(line), fc.constantFrom('', '\n')).map(([lines, end]) => lines.join('\n') + end);
  fc.assert(
    fc.property(text, text, fc.constantFrom(1, 3, undefined), (from, to, mostEdits) => {
      expect(applyPatch(from, diffText(from, to, NAMES, mostEdits).text)).toBe(to);
    }),
  );
});

// bench/diff-text.ts does it with 12,000 lines and the real limit.
test('very many differences take the piecewise way, which applies too', () => {
  const lines = Array.from({ length: 600 }, (_, i) => `statement ${i};`);
  const from = `${lines.join('\n')}\n`;
  const scattered = `${lines.map((line, i) => (i % 3 === 0 ? `${line} -- moved` : line)).join('\n')}\n`;
  const other = lines.map((_, i) => `other ${i}`).join('\n');
  for (const to of [scattered, other, '']) {
    const { text, added } = diffText(from, to, NAMES, 300);
    expect(applyPatch(from, text)).toBe(to);
    expect(added).toBe(to === scattered ? 200 : to === '' ? 0 : 600);
  }
  expect(applyPatch(scattered, diffText(scattered, from, NAMES, 300).text)).toBe(from);
});
