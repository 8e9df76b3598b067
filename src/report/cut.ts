/** The start of a text that has at most this many UTF-16 units, `…` where something is cut. No character is halved. */
export function cutCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most - 1));
  return `${kept.replace(/[\ud800-\udbff]$/, '')}…`;
}

export function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** Whole lines from the start of a text, as many as fit into this many bytes, and how many were left out. */
export function cutLines(text: string, most: number): { text: string; left: number } {
  if (bytes(text) <= most) return { text, left: 0 };
  const lines = text.replace(/\n$/, '').split('\n');
  let size = 0;
  let kept = 0;
  for (const line of lines) {
    size += bytes(line) + 1;
    if (size > most) break;
    kept++;
  }
  return { text: lines.slice(0, kept).join('\n'), left: lines.length - kept };
}
