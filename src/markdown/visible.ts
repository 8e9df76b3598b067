const CONTROL = /[\u0000-\u001f]/g;
/** C1 controls, zero-width characters, direction marks, line and paragraph separators, the byte order mark. */
const UNSEEN = /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes every character of a name show: `␊` for a line feed, `⟨U+202E⟩` for one that cannot be seen or that turns the
 * direction of what follows. Gives one line, always. Joiners stay, since scripts and emoji need them.
 */
export function visible(text: string): string {
  return text
    .replace(CONTROL, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, '␡')
    .replace(UNSEEN, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** The same for a text of several lines: its line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\n\t]+/g, visible);
}
