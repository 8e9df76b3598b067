import { type Block, type Inline, isList } from '../../content.ts';
import type { PageData } from '../data.ts';
import { plain } from './plain.ts';
import type { SearchEntry } from './search.ts';

/** Everything that the search finds: tables and views, their columns, functions, types, sequences and the parts. */
export function entriesOf(data: PageData): SearchEntry[] {
  const objects = data.schemas.flatMap(({ objects }) => objects);
  return [
    ...data.schemas.map(({ name, address }) => ({ name, address, kind: 'schema' })),
    ...objects.map(({ name, address, kind, body }) => ({ name, address, kind, text: () => textOf(body) })),
    ...data.schemas.flatMap(({ name, lists }) => listed(lists, name)),
    ...objects.flatMap(({ name, address, body }) => columns(name, address, body)),
    ...data.back.map(({ section, title, body }) => ({
      name: title,
      address: `section.${section}`,
      kind: 'section',
      text: () => textOf(body),
    })),
  ];
}

/** The addresses within blocks: rows that have one. */
export function addressesIn(body: readonly Block[]): string[] {
  return body.flatMap((block) => {
    if ('folded' in block) return addressesIn(block.folded);
    if ('rows' in block) return block.rows.flatMap(([first]) => addressOf(first ?? '') ?? []);
    return 'heading' in block && block.anchor !== null ? [block.anchor] : [];
  });
}

function listed(lists: readonly Block[], schema: string): SearchEntry[] {
  return lists.flatMap((block) => {
    if (!('rows' in block)) return [];
    return block.rows.flatMap((row) => {
      const address = addressOf(row[0] ?? '');
      if (address === undefined) return [];
      const kind = address.slice(0, address.indexOf('.'));
      return [{ name: `${schema}.${plain(row[0] ?? '')}`, address, kind, text: () => row.map(plain).join(' ') }];
    });
  });
}

function columns(name: string, address: string, body: readonly Block[]): SearchEntry[] {
  const table = body.find((block) => 'rows' in block && block.header[0] === 'Column');
  if (table === undefined || !('rows' in table)) return [];
  return table.rows.map((row) => {
    const column = plain(row[0] ?? '');
    return { name: `${name}.${column}`, address, kind: 'column', row: column };
  });
}

function addressOf(cell: Inline): string | undefined {
  const [first] = isList(cell) ? cell : [cell];
  return typeof first === 'object' && 'anchor' in first ? first.anchor : undefined;
}

function textOf(body: readonly Block[]): string {
  return body
    .map((block) => {
      if ('rows' in block) return block.rows.map((row) => row.map(plain).join(' ')).join('\n');
      if ('bullets' in block) return block.bullets.map(plain).join('\n');
      if ('paragraph' in block) return plain(block.paragraph);
      if ('source' in block) return block.source;
      return 'folded' in block ? textOf(block.folded) : '';
    })
    .join('\n');
}
