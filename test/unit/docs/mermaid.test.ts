import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineageEdges } from '../../../src/docs/graph/drawings.ts';
import { references } from '../../../src/docs/graph/entity.ts';
import { type Edge, type Piece, pieces, sizeOf } from '../../../src/docs/graph/pieces.ts';
import { lookUp } from '../../../src/docs/lookup.ts';
import { attribute, entityDiagram, label, lineageDiagram, nodeIds } from '../../../src/docs/mermaid.ts';
import { parseDiagram } from '../../support/mermaid.ts';
import { aConstraint, aModel, anAggregate, anEnum, aPolicy, aTable, aView, quoted } from '../../support/model.ts';
import { oddName } from '../../support/odd-names.ts';

const LARGE = { nodes: 12, widest: 12 };
const SMALL = { nodes: 3, widest: 3 };
const options = { database: 'd', fingerprint: 'f' };

describe('label', () => {
  it('keeps qualified names readable', () => {
    expect(label('trading.market_data')).toBe('trading.market_data');
  });

  it('encodes what Mermaid, Markdown or HTML would read', () => {
    expect(label('a "b" <i>')).toBe('a #34;b#34; #60;i#62;');
  });

  it('leaves no word about directions for the grammar to find', () => {
    expect(label('direction LR')).toBe('direction#32;LR');
  });
});

describe('attribute', () => {
  it.each([
    ['timestamp with time zone', 'ts', 'timestamptz ts'],
    ['numeric(18,6)', 'price', 'numeric price'],
    ['text[]', 'tags', 'text[] tags'],
    ['"Odd"."Type"', 'Dev Id', '_Odd_Type_ Dev_Id "Dev Id"'],
    ['integer', 'pk', 'integer _pk "pk"'],
  ])('spells %s %s as %s', (type, name, line) => {
    expect(attribute(type, name, [], '')).toBe(line);
  });

  it('shows keys and a note', () => {
    expect(attribute('date', 'day', ['PK', 'FK'], 'time')).toBe('date day PK, FK "time"');
  });
});

describe('nodeIds', () => {
  it('are words, one for each name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(oddName), (names) => {
        const id = nodeIds();
        const ids = names.map(id);
        expect(new Set(ids).size).toBe(names.length);
        expect(ids.every((one) => /^t_[A-Za-z0-9_]+$/.test(one))).toBe(true);
        expect(names.map(id)).toEqual(ids);
      }),
    );
  });
});

describe('pieces', { timeout: 30_000 }, () => {
  const graph = fc.integer({ min: 1, max: 40 }).chain((n) => {
    const node = fc.integer({ min: 0, max: n - 1 }).map((i) => `n${i}`);
    const edges = fc.array(fc.record({ from: node, to: fc.oneof(node, fc.constant('outside')) }), { maxLength: 60 });
    return fc.record({ nodes: fc.constant(Array.from({ length: n }, (_, i) => `n${i}`)), edges });
  });

  it('have every node once, every edge once where it starts, and stay small', () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 12 }), ({ nodes, edges }, limit) => {
        const cut = pieces(nodes, edges, { nodes: limit, widest: 4 });
        expect(cut.flatMap((piece) => piece.nodes).sort()).toEqual([...nodes].sort());
        expect(cut.flatMap((piece) => piece.edges)).toHaveLength(edges.length);
        for (const piece of cut) {
          expect(piece.nodes.length).toBeLessThanOrEqual(limit);
          expect(
            piece.nodes.length === 1 || sizeOf(piece.nodes, piece.edges).widest <= (piece.nodes.length <= 4 ? 8 : 5),
          ).toBe(true);
          const drawn = new Set([...piece.nodes, ...piece.stubs]);
          expect(piece.edges.every((edge) => piece.nodes.includes(edge.from) && drawn.has(edge.to))).toBe(true);
          expect(piece.stubs.some((stub) => piece.nodes.includes(stub))).toBe(false);
        }
      }),
    );
  });

  it('do not depend on the order of nodes and edges', () => {
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.integer()), ({ nodes, edges }, random) => {
        const shuffle = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [random.next().value as number, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const shape = (cut: Piece<Edge>[]) => cut.map((piece) => piece.nodes);
        expect(shape(pieces(shuffle(nodes), shuffle(edges), SMALL))).toEqual(shape(pieces(nodes, edges, SMALL)));
      }),
    );
  });

  it('keep connected tables together and let small groups share a piece', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'd', to: 'c' },
    ];
    const cut = pieces(['a', 'b', 'c', 'd', 'x'], edges, { nodes: 4, widest: 4 });
    expect(cut.map((piece) => piece.nodes)).toEqual([['a', 'b', 'c', 'd'], ['x']]);
  });

  it('leave no node alone for want of one place', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(pieces(nodes, [], { nodes: 12, widest: 5 }).map((piece) => piece.nodes)).toEqual([nodes]);
  });

  it('hold several tables each, in the order of their names, however densely these are linked', () => {
    const nodes = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
    const edges = nodes.flatMap((from, i) =>
      [7, 11, 19, 23, 31].map((step) => ({ from, to: nodes[(i * 3 + step * (1 + (i % 4))) % 60] ?? '' })),
    );
    const cut = pieces(nodes, edges, { nodes: 12, widest: 5 });
    expect(cut.length).toBeLessThanOrEqual(30);
    expect(cut.filter((piece) => piece.nodes.length === 1).length).toBeLessThan(6);
    const first = cut.map((piece) => piece.nodes[0] ?? '');
    expect(first).toEqual(first.toSorted());
  });

  it('are no wider than the eye: tables around one table come in several, that table again as a box', () => {
    const around = ['a', 'b', 'c', 'd', 'e'];
    const edges = around.map((from) => ({ from, to: 'hub' }));
    const cut = pieces([...around, 'hub'], edges, { nodes: 12, widest: 3 });
    expect(cut.map(({ nodes, stubs }) => [nodes, stubs])).toEqual([
      [['a', 'b', 'c', 'hub'], []],
      [['d', 'e'], ['hub']],
    ]);
  });
});

describe('sizeOf', () => {
  it('counts layers as a layered layout draws them', () => {
    expect(sizeOf(['a', 'b', 'c'], [])).toEqual({ nodes: 3, widest: 3 });
    expect(
      sizeOf(
        ['a', 'b', 'c'],
        [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'c' },
        ],
      ),
    ).toEqual({ nodes: 3, widest: 1 });
    expect(
      sizeOf(
        ['a', 'b'],
        [
          { from: 'a', to: 'x' },
          { from: 'b', to: 'x' },
        ],
      ),
    ).toEqual({ nodes: 3, widest: 2 });
  });

  it('ends on circles', () => {
    const circle = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'a', to: 'a' },
    ];
    expect(sizeOf(['a', 'b'], circle).nodes).toBe(2);
  });
});

describe('entity diagram', { timeout: 30_000 }, () => {
  it('draws keys first, what is optional, and what belongs elsewhere as a box', () => {
    const model = aModel(
      aTable('a.parent', { id: 'integer not null' }),
      aTable('b.child', { id: 'integer not null', parent_id: 'integer', other: 'integer not null' }),
      aTable('b.twin', { child_id: 'integer not null' }),
      aConstraint('a.parent', 'parent_pkey', 'primary key', ['id']),
      aConstraint('b.child', 'child_parent', 'foreign key', ['parent_id'], { references: 'a.parent' }),
      aConstraint('b.twin', 'twin_pkey', 'primary key', ['child_id']),
      aConstraint('b.twin', 'twin_child', 'foreign key', ['child_id'], { references: 'b.child' }),
    );
    const lookup = lookUp(model, options);
    const [piece] = pieces(['b.child', 'b.twin'], references(lookup, ['b.child', 'b.twin']), LARGE);
    expect(piece && entityDiagram(lookup, 'b', piece)).toBe(
      [
        'erDiagram',
        '  t_b_child["child"] {',
        '    integer id',
        '    integer parent_id FK',
        '    integer other',
        '  }',
        '  t_b_twin["twin"] {',
        '    integer child_id PK, FK',
        '  }',
        '  t_a_parent["a.parent"]',
        '  t_a_parent |o--o{ t_b_child : "parent_id"',
        '  t_b_child ||--o| t_b_twin : "child_id"',
      ].join('\n'),
    );
  });

  it('takes a key over a domain without null for one that every row has', () => {
    const domain = { base: 'integer', nullable: false, default: null, collation: null, checks: {}, comments: {} };
    const lookup = lookUp(
      aModel(
        anEnum('a.id', [], { form: 'domain', definition: domain }),
        aTable('a.child', { parent_id: 'a.id' }),
        aConstraint('a.child', 'parent', 'foreign key', ['parent_id'], { references: 'a.parent' }),
      ),
      options,
    );
    const [piece] = pieces(['a.child'], references(lookup, ['a.child']), LARGE);
    expect(piece && entityDiagram(lookup, 'a', piece)).toContain('t_a_parent ||--o{ t_a_child');
  });

  it('says how many columns it leaves out', async () => {
    const columns = Object.fromEntries(Array.from({ length: 23 }, (_, i) => [`c${i}`, 'integer']));
    const lookup = lookUp(aModel(aTable('a.wide', columns)), options);
    const diagram = entityDiagram(lookup, 'a', { nodes: ['a.wide'], stubs: [], edges: [] });
    expect(diagram.split('\n').slice(-3)).toEqual(['    integer c9', '    … and_13_more', '  }']);
    expect(await parseDiagram(diagram)).toBe('er');
  });

  it('is valid Mermaid for any names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(oddName, { minLength: 2, maxLength: 6 }),
        oddName,
        oddName,
        async (names, column, type) => {
          const tables = names.map((name) => `${quoted('Odd schema')}.${quoted(name)}`);
          const [first = '', ...rest] = tables;
          const model = aModel(
            ...names.map((name) => aTable(['Odd schema', name], { [column]: { type: quoted(type) } })),
            ...rest.map((table) => aConstraint(table, column, 'foreign key', [column], { references: first })),
          );
          const lookup = lookUp(model, options);
          for (const piece of pieces(tables, references(lookup, tables), SMALL)) {
            expect(await parseDiagram(entityDiagram(lookup, '"Odd schema"', piece))).toBe('er');
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('lineage', { timeout: 30_000 }, () => {
  it('points from what is read to what reads it, with the schedule of a refresh', () => {
    const model = aModel(
      aTable('a.raw'),
      anAggregate('a.hourly', 'a.raw'),
      aView('a.latest', 'SELECT', ['a.hourly']),
      aPolicy('refresh policy', 'a.hourly', {}, { scheduleInterval: '01:00:00' }),
    );
    const lookup = lookUp(model, options);
    const [piece] = pieces(['a.raw', 'a.hourly', 'a.latest'], lineageEdges(lookup), LARGE);
    expect(piece && lineageDiagram(lookup, piece)).toBe(
      [
        'flowchart LR',
        '  t_a_hourly[["a.hourly"]]',
        '  t_a_latest("a.latest")',
        '  t_a_raw[("a.raw")]',
        '  t_a_raw -->|"every hour"| t_a_hourly',
        '  t_a_hourly --> t_a_latest',
      ].join('\n'),
    );
  });

  it('is valid Mermaid for any names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(oddName, { minLength: 2, maxLength: 6 }), oddName, async (names, interval) => {
        const qualified = names.map((name) => `a.${quoted(name)}`);
        const [source = '', ...readers] = qualified;
        const model = aModel(
          aTable(['a', names[0] ?? '']),
          ...readers.map((_, i) => anAggregate(['a', names[i + 1] ?? ''], source)),
          ...readers.map((reader) => aPolicy('refresh policy', reader, {}, { scheduleInterval: interval })),
        );
        const lookup = lookUp(model, options);
        for (const piece of pieces(qualified, lineageEdges(lookup), SMALL)) {
          expect(await parseDiagram(lineageDiagram(lookup, piece))).toBe('flowchart-v2');
        }
      }),
      { numRuns: 25 },
    );
  });
});
