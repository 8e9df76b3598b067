import fc from 'fast-check';
import { marked, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import type { ReadmeOptions, Section } from '../../../src/docs/options.ts';
import { renderReadme } from '../../../src/docs/readme.ts';
import { largeModel } from '../../support/large-model.ts';
import { deadLinks, strangers } from '../../support/markdown.ts';
import { diagramsOf, parseDiagram } from '../../support/mermaid.ts';
import { emptyModel } from '../../support/model.ts';
import { oddName, oddProse } from '../../support/odd-names.ts';
import { hostileModel } from './hostile.ts';
import { tradingModel } from './sample.ts';

const options: ReadmeOptions = {
  database: 'trading_data',
  comment: 'Everything the desk knows about the market.',
  fingerprint: '9f3c21ab'.repeat(8),
  schemaFile: 'schema_latest.sql',
};

const SECTIONS: readonly Section[] = [
  'hypertables',
  'policies',
  'diagrams',
  'lineage',
  'contents',
  'tables',
  'views',
  'functions',
  'types',
  'sequences',
  'publications',
  'extensions',
  'roles',
  'settings',
  'others',
  'coverage',
];

describe('renderReadme', () => {
  it('describes a small schema as the golden page does', async () => {
    const page = renderReadme(tradingModel(), options);
    // Markdown under a name that the formatter leaves alone.
    await expect(page).toMatchFileSnapshot('./__golden__/trading.mkd');
    expect(strangers(page)).toEqual([]);
    expect(await Promise.all(diagramsOf(page).map(parseDiagram))).toEqual(['er', 'flowchart-v2']);
  });

  it('says so where there is nothing to describe', () => {
    const page = renderReadme(emptyModel(), { database: 'fresh', fingerprint: 'abc' });
    expect(page).toContain('Database `fresh` holds no tables, views or functions yet.');
    expect(page).not.toContain('## ');
  });

  it('does not depend on the order of the objects', () => {
    const page = renderReadme(tradingModel(), options);
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer()), (random) => {
        expect(
          renderReadme(
            shuffled(tradingModel(), () => random.next().value),
            options,
          ),
        ).toBe(page);
      }),
      { numRuns: 20 },
    );
  });

  it('names the fingerprint, the dump, and the server only if asked', () => {
    const page = renderReadme(tradingModel(), options);
    expect(page).toContain('from [`schema_latest.sql`](schema_latest.sql), schema `9f3c21ab`.');
    expect(page).not.toContain('PostgreSQL 17');
    const server = { timescaledb: '2.23.0', postgres: '17.5' };
    expect(renderReadme(tradingModel(), { ...options, server })).toContain(
      'on TimescaleDB 2.23.0 and PostgreSQL 17.5.',
    );
    const other = renderReadme(tradingModel(), { ...options, schemaFile: 'my schema (1).sql' });
    expect(other).toContain('[`my schema (1).sql`](my%20schema%20%281%29.sql)');
  });

  it('links to no dump where none lies beside it', () => {
    const { schemaFile: _, ...elsewhere } = options;
    const page = renderReadme(tradingModel(), elsewhere);
    expect(page).toContain('Written by timescale-ci, schema `9f3c21ab`.');
    expect(page).not.toContain('.sql)');
  });

  it('takes descriptions from the dictionary where there is no comment', () => {
    const dictionary = { 'trading.market_data.volume': 'Shares traded.', 'trading.symbols.symbol': 'Not shown.' };
    const page = renderReadme(tradingModel(), { ...options, dictionary });
    expect(page).toContain('| Shares traded. |');
    expect(page).not.toContain('Not shown.');
    expect(page).toContain('4 objects without a comment');
  });
});

describe('links', { timeout: 30_000 }, () => {
  it('all lead somewhere, and nowhere twice', () => {
    expect(deadLinks(renderReadme(tradingModel(), options))).toEqual([]);
  });

  it('lead nowhere dead, whatever sections are turned off', () => {
    fc.assert(
      fc.property(fc.subarray([...SECTIONS]), (off) => {
        const sections = Object.fromEntries(off.map((section) => [section, false]));
        const page = renderReadme(tradingModel(), { ...options, sections });
        expect(deadLinks(page)).toEqual([]);
        for (const section of off) expect(page).not.toContain(`<a id="section.${section}">`);
      }),
    );
  });
});

describe('any names', { timeout: 30_000 }, () => {
  it('give a page whose structure is its own', () => {
    fc.assert(
      fc.property(fc.uniqueArray(oddName, { minLength: 6, maxLength: 6 }), oddProse, (names, prose) => {
        const page = renderReadme(hostileModel(names, prose), { ...options, database: names[0] ?? '', comment: prose });
        expect(deadLinks(page)).toEqual([]);
        expect(strangers(page)).toEqual([]);
        expect(headings(page)).toEqual(headings(renderReadme(hostileModel([...'abcdef'], 'prose'), options)));
      }),
      { numRuns: 30 },
    );
  });

  it('give diagrams that Mermaid takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(oddName, { minLength: 6, maxLength: 6 }), async (names) => {
        const diagrams = diagramsOf(renderReadme(hostileModel(names, ''), options));
        expect(diagrams).toHaveLength(2);
        for (const diagram of diagrams) await parseDiagram(diagram);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a large schema', { timeout: 30_000 }, () => {
  it('is read a fixed number of times, however many tables it has', () => {
    const reads = (tables: number): number => {
      let count = 0;
      const model = largeModel(tables);
      const objects = Object.values(model).reduce((sum, list) => sum + list.length, 0);
      renderReadme(
        counted(model, () => count++),
        options,
      );
      return count / objects;
    };
    const [few, many] = [reads(20), reads(200)];
    expect(many).toBeLessThan(few * 1.1);
    expect(many).toBeLessThan(12);
  });

  // bench/docs.ts measures the time.
  it('is written whole: 1,000 tables of 20 columns', () => {
    expect(renderReadme(largeModel(1000), options).length).toBeGreaterThan(1_000_000);
  });

  it('offers its parts on the first screen and folds all but the first diagram', async () => {
    const page = renderReadme(largeModel(60), options);
    expect(page.slice(0, 2000)).toContain('Jump to [Hypertables](#section.hypertables)');
    const diagrams = diagramsOf(page);
    expect(diagrams.length).toBeGreaterThan(4);
    expect(page.match(/<\/summary>\n\n```mermaid/g)).toHaveLength(diagrams.length - 2);
    for (const diagram of diagrams) await parseDiagram(diagram);
    expect(deadLinks(page)).toEqual([]);
  });
});

function headings(page: string): number[] {
  return marked.lexer(page).flatMap((token) => (token.type === 'heading' ? [(token as Tokens.Heading).depth] : []));
}

function shuffled(model: SchemaModel, random: () => number): SchemaModel {
  const entries = Object.entries(model).map(([collection, objects]) => {
    const keyed = (objects as unknown[]).map((object) => [random(), object] as const);
    return [collection, keyed.sort(([a], [b]) => a - b).map(([, object]) => object)];
  });
  return Object.fromEntries(entries) as SchemaModel;
}

/** The model with every look at an object of a collection counted. */
function counted(model: SchemaModel, look: () => void): SchemaModel {
  const watch = (list: unknown[]): unknown[] =>
    new Proxy(list, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) look();
        return Reflect.get(target, key, receiver);
      },
    });
  return Object.fromEntries(Object.entries(model).map(([name, list]) => [name, watch(list)])) as unknown as SchemaModel;
}
