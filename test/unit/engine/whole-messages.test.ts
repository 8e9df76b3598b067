import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeMessages } from '../../../src/engine/wire.ts';

/** `Q` and a text, or the message that starts a session, which has no letter. */
function message(text: string, letter = 'Q'): Buffer {
  const body = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

test('however messages are cut, they arrive whole and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.integer({ min: 1, max: 9 })), (texts, sizes) => {
      const all = Buffer.concat([message('user', ''), ...texts.map((text) => message(text))]);
      const ends = new Set<number>();
      let at = message('user', '').length;
      ends.add(at);
      for (const text of texts) {
        at += message(text).length;
        ends.add(at);
      }
      let sent = 0;
      const push = wholeMessages((messages) => {
        sent += messages.length;
        expect(ends.has(sent)).toBe(true);
        return messages;
      });
      const answers: Uint8Array[] = [];
      const memory = Buffer.alloc(9);
      for (let from = 0, i = 0; from < all.length; i++) {
        const size = Math.min(sizes[i % sizes.length] ?? 5, all.length - from);
        // The same memory every time, as WebAssembly's heap is.
        all.copy(memory, 0, from, from + size);
        answers.push(Buffer.from(push(memory.subarray(0, size))));
        from += size;
      }
      expect(Buffer.concat(answers)).toEqual(all);
    }),
  );
});
