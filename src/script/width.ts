import { characterOffset, countCharacters } from './source.ts';

/** Marks that sit on the character before them, and characters that show nothing. */
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Emoji and the blocks of Unicode's East Asian Width property W and F that scripts are written in. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;

/** The number of terminal cells that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character < '\u0300') width++;
    else if (!INVISIBLE.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** The text with control characters made visible: what a file holds must not steer the terminal it is shown on. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/**
 * Cuts a long line around one of its characters (counted from 0).
 *
 * @param most how many characters may stay
 * @returns the part to show and what of it lies before that character
 */
export function clip(line: string, character: number, most: number): { text: string; before: string } {
  const length = countCharacters(line);
  let from = 0;
  let to = length;
  if (length > most) {
    from = Math.max(0, Math.min(character - Math.floor(most / 2), length - most));
    to = from + most;
  }
  const slice = (a: number, b: number): string => line.slice(characterOffset(line, a), characterOffset(line, b));
  const start = from > 0 ? '…' : '';
  return {
    text: start + slice(from, to) + (to < length ? '…' : ''),
    before: start + slice(from, Math.min(character, to)),
  };
}
