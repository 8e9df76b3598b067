// A classic script, which leaves a global: loaded only where a page has diagrams.
import address from '@mermaid-js/tiny?url';

interface Mermaid {
  initialize(options: Record<string, unknown>): void;
  run(options: { nodes: Element[] }): Promise<void>;
}

let loading: Promise<Mermaid> | undefined;

/** Draws the diagrams of the page that are not drawn yet. */
export async function drawDiagrams(): Promise<void> {
  const nodes = [...document.querySelectorAll('pre.mermaid:not([data-processed])')];
  if (nodes.length === 0) return;
  loading ??= load();
  const mermaid = await loading;
  const dark = document.documentElement.classList.contains('dark');
  mermaid.initialize({ startOnLoad: false, theme: dark ? 'dark' : 'default', securityLevel: 'strict' });
  await mermaid.run({ nodes });
}

function load(): Promise<Mermaid> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => resolve((globalThis as unknown as { mermaid: Mermaid }).mermaid);
    script.onerror = () => reject(new Error(`${address} did not load`));
    document.head.append(script);
  });
}
