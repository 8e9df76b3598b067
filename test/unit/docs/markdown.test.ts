import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { anchor, anchorId, code as codeOf, firstLine, link, prose as proseOf, say } from '../../../src/docs/content.ts';
import { inlineMarkdown } from '../../../src/docs/markdown/block.ts';
import { fence, folded } from '../../../src/markdown/blocks.ts';
import { code, htmlCode } from '../../../src/markdown/code.ts';
import { table } from '../../../src/markdown/table.ts';
import { words as plainWords, text } from '../../../src/markdown/text.ts';
import { visible } from '../../../src/markdown/visible.ts';
import { textOf } from '../../support/html.ts';
import { oddName, oddProse } from '../../support/odd-names.ts';

const render = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true }).trim();

describe('code', () => {
  it('keeps a plain name plain', () => {
    expect(code('trading.market_data')).toBe('`trading.market_data`');
  });

  it('shows characters that cannot be seen', () => {
    expect(code('a\nb\u202ec')).toBe('`a␊b⟨U+202E⟩c`');
  });

  it('becomes an element where backticks cannot hold it in a table', () => {
    expect(code('a|b`c@d')).toBe('<code>a&#124;b&#96;c&#64;<!-- -->d</code>');
  });

  it('is one code element with the name as its text, in a heading and in a paragraph', () => {
    fc.assert(
      fc.property(oddName, (name) => {
        for (const [markdown, open, close] of [
          [`# ${code(name)}`, '<h1><code>', '</code></h1>'],
          [`See ${code(name)}.`, '<p>See <code>', '</code>.</p>'],
        ] as const) {
          const html = render(markdown);
          expect(html.startsWith(open) && html.endsWith(close)).toBe(true);
          expect(textOf(html.slice(open.length, -close.length))).toBe(visible(name));
        }
      }),
    );
  });

  it('stays inside a summary', () => {
    fc.assert(
      fc.property(oddName, (name) => {
        const html = render(folded(htmlCode(name), 'body'));
        expect(html).toMatch(/^<details><summary><code>[^<]*<\/code><\/summary>\n+<p>body<\/p>\n+<\/details>$/);
        expect(textOf(/<code>(.*)<\/code>/.exec(html)?.[1] ?? '')).toBe(visible(name));
      }),
    );
  });
});

describe('text', () => {
  it('keeps plain prose plain', () => {
    expect(text('Loaded at 12:30:00, see market_data (daily).')).toBe('Loaded at 12:30:00, see market_data (daily).');
  });

  it('makes web addresses links, quoted code code, and keeps line breaks', () => {
    expect(text('See https://example.com/a_b?c=d.\nOr `max_age`.')).toBe(
      'See <https://example.com/a_b?c=d>.<br>Or `max_age`.',
    );
  });

  it.each([
    ['@octocat', '@<!-- -->octocat'],
    ['fixes #12', 'fixes \\#<!-- -->12'],
    [':tada:', ':<!-- -->tada:'],
    ['$x$', '<span>$</span>x<span>$</span>'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['<b>', '\\<b\\>'],
  ])('writes %j as %j', (prose, markdown) => {
    expect(text(prose)).toBe(markdown);
  });

  it('gives the first line alone where there is room for one', () => {
    expect(inlineMarkdown(firstLine('\n\n  One line.\nAnother.'))).toBe('One line.');
    expect(firstLine('')).toBe('');
  });

  it('is a paragraph or a heading of the same words, whatever they are', () => {
    fc.assert(
      fc.property(oddProse, (prose) => {
        fc.pre(words(prose) !== '');
        const paragraph = render(text(prose));
        expect(paragraph).toMatch(/^<p>[\s\S]*<\/p>$/);
        expect(foreign(paragraph.slice(3, -4))).toEqual([]);
        expect(words(textOf(paragraph))).toBe(words(visibleLines(prose)));
        const heading = render(`# ${text(prose.replace(/\s+/g, ' '))}`);
        expect(heading).toMatch(/^<h1>.*<\/h1>$/);
        expect(foreign(heading.slice(4, -5))).toEqual([]);
      }),
    );
  });
});

describe('words', () => {
  it('say what they say, whatever they hold', () => {
    fc.assert(
      fc.property(oddName, (name) => {
        const html = render(`Before ${plainWords(name)} after`);
        expect(html).toMatch(/^<p>[\s\S]*<\/p>$/);
        expect(foreign(html.slice(3, -4))).toEqual([]);
        expect(words(textOf(html))).toBe(words(`Before ${visible(name)} after`));
      }),
    );
  });

  it('become a sentence with what is more than words', () => {
    expect(inlineMarkdown(say`Reads ${codeOf('a_b')}, said _${proseOf('x_y_')}_`)).toBe(
      'Reads `a_b`, said \\_x_y\\_\\_',
    );
  });
});

describe('table', () => {
  it('leaves out columns that are empty everywhere', () => {
    expect(
      table(
        ['a', 'b', 'c'],
        [
          ['1', '', ''],
          ['2', '', '3'],
        ],
      ),
    ).toBe('| a | c |\n| --- | --- |\n| 1 |  |\n| 2 | 3 |');
  });

  it('keeps names and prose within their cells', () => {
    fc.assert(
      fc.property(oddName, oddProse, (name, prose) => {
        const rows = [[code(name), text(prose) || 'nothing', inlineMarkdown(link(codeOf(name), 'table', name)), 'end']];
        const html = render(table(['a', 'b', 'c', 'd'], rows) ?? '');
        const cells = [...html.matchAll(/<td>([\s\S]*?)<\/td>/g)].map((match) => match[1] ?? '');
        expect(cells).toHaveLength(4);
        expect(textOf(cells[0] ?? '')).toBe(visible(name));
        expect(words(textOf(cells[1] ?? ''))).toBe(words(text(prose) === '' ? 'nothing' : visibleLines(prose)));
        expect(textOf(cells[2] ?? '')).toBe(visible(name));
        expect(cells[3]).toBe('end');
      }),
    );
  });
});

describe('anchors', () => {
  it('read like the names that they stand for', () => {
    expect(anchorId('table', 'trading.market_data')).toBe('table.trading.market_data');
    expect(inlineMarkdown(link(codeOf('x'), 'schema', 'a'))).toBe('[`x`](#schema.a)');
    expect(inlineMarkdown(anchor('section', 'roles'))).toBe('<a id="section.roles"></a>');
  });

  it('differ for different names, and need no escaping anywhere', () => {
    fc.assert(
      fc.property(oddName, oddName, (a, b) => {
        expect(anchorId('table', a)).toMatch(/^table\.[a-z0-9_.-]+$/);
        expect(anchorId('table', a) === anchorId('table', b)).toBe(a === b);
      }),
    );
  });
});

describe('fence', () => {
  it('holds fences', () => {
    fc.assert(
      fc.property(oddProse, (content) => {
        const [token, ...others] = marked.lexer(fence('sql', content)).filter((one) => one.type !== 'space');
        expect(token?.type).toBe('code');
        expect(others).toEqual([]);
      }),
    );
  });
});

/** Elements in rendered prose that prose cannot ask for. */
function foreign(html: string): string[] {
  const allowed = /^<(br|\/?span|\/?code|a href="https?:\/\/[^"<>]*"|\/a|!-- --)>$/;
  return [...html.matchAll(/<[^>]*>/g)].map((match) => match[0]).filter((tag) => !allowed.test(tag));
}

/** Words and signs in their order, without white space and without the backticks around code. */
function words(prose: string): string {
  return prose.replace(/[\s`]+/g, '');
}

function visibleLines(prose: string): string {
  return prose
    .split(/\r\n?|\n/)
    .map((line) => visible(line.trim().replace(/\t/g, ' ')))
    .join('\n');
}
