/** Characters that move the cursor, recolour, reorder or hide text: controls, formats, half characters, invisible ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': ' ' };

/**
 * One line of text that a terminal and a CI log show as it is. Escape sequences and their kin become visible (`\x1b`),
 * a tab becomes one space, so that a caret below it still points at its character, and a GitHub runner's `##[command]`
 * is broken, which it would obey anywhere in a line.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, escapeSequence).replaceAll('##[', '##\\[');
}

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return SHORT[character] ?? (code < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NARROWEST = /\p{Mark}/u;

/** How many terminal columns a visible text takes: East Asian and emoji characters take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (NARROWEST.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The start of a text that fits, with `…` in place of what was cut. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Breaks a text at its spaces. A word that is wider than a line, such as a path, stays whole. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line];
}
