import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

interface Mermaid {
  parse(text: string): Promise<{ diagramType: string }>;
}

/** Mermaid in one file without the kinds of diagram that nobody draws here: 3 MB instead of 195. For a browser. */
export const MERMAID_FILE = createRequire(import.meta.url).resolve('@mermaid-js/tiny');

// What Mermaid draws is cleaned by DOMPurify, which starts only where there is a document. Parsing draws nothing, so this
// much of one does; in a context of its own, since a library that meets a window takes itself to be in a browser.
const document = { nodeType: 9, createElement: () => ({}) };
const window = { document, Element: class {}, addEventListener() {} };
const context = createContext({ document, window, console, structuredClone, setTimeout, clearTimeout, URL });
runInContext(readFileSync(MERMAID_FILE, 'utf8'), context, { filename: MERMAID_FILE });
const { mermaid } = context as unknown as { mermaid: Mermaid };

/** Parses a diagram with the real library. Gives its type; throws what Mermaid says of a broken one. */
export async function parseDiagram(text: string): Promise<string> {
  const { diagramType } = await mermaid.parse(text);
  return diagramType;
}

/** The diagrams of a Markdown page, as the text between their fences. */
export function diagramsOf(page: string): string[] {
  return [...page.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map((match) => match[1] ?? '');
}
