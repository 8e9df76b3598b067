import DOMPurify from 'dompurify';

// Mermaid cleans what it draws with DOMPurify, its own dependency, which has no methods without a browser's window.
// Parsing draws nothing, so stand-ins do.
const purify: { addHook?: unknown; sanitize?: unknown } = DOMPurify;
purify.addHook ??= () => {};
purify.sanitize ??= (dirty: string) => dirty;

const { default: mermaid } = await import('mermaid');

/** Parses a diagram with the real library. Gives its type; throws what Mermaid says of a broken one. */
export async function parseDiagram(text: string): Promise<string> {
  const { diagramType } = await mermaid.parse(text);
  return diagramType;
}

/** The diagrams of a Markdown page, as the text between their fences. */
export function diagramsOf(page: string): string[] {
  return [...page.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map((match) => match[1] ?? '');
}
