import { truncate } from '../../../text.ts';

const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}]/u;

/** Names go on for 63 bytes; a diagram shows their beginning. */
const LONGEST = 34;

/** How wide a text is in a font of equal widths, in pixels. */
export function textWidth(text: string, size: number): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : 1;
  return columns * size * 0.602;
}

/** A name as a diagram shows it. */
export function truncated(text: string): string {
  return truncate(text, LONGEST);
}
