const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The text that a reader sees of some HTML: without elements and comments, entities resolved, breaks as line feeds. */
export function textOf(html: string): string {
  return html
    .replace(/<br>/g, '\n')
    .replace(/<!--.*?-->|<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|([a-z]+));/g, (whole, number, name) =>
      number === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(Number(number)),
    );
}
