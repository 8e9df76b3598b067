import fc from 'fast-check';

/** What breaks out of Markdown, HTML, Mermaid or SQL when nobody looks. */
const FRAGMENTS = [
  ...'"\'|`\\<>&*_~$@#:;%{}()[]!=+- .,/^',
  '``',
  '```',
  '\n',
  '\r\n',
  '\t',
  '\\|',
  '](',
  '](http://x)',
  '[x]: y',
  '<script>alert(1)</script>',
  '</details>',
  '<a id="x"></a>',
  '<br>',
  '<!--',
  '-->',
  '@user',
  'a@b.c',
  '#12',
  'GH-1',
  '$$x$$',
  ':tada:',
  '&amp;',
  '&#35;',
  'https://a.b/c_d?e=f&g#h',
  'ftp://a.b',
  'www.a.b',
  '1. ',
  '- ',
  '---',
  '# ',
  '%%{init: {}}%%',
  'pk',
  'end',
  'style a fill:#f00;',
  'classDef a fill:#f00;',
  'direction LR',
  'subgraph',
  'a-->b',
  'é',
  '表',
  '🎉',
  '\u0001',
  '\u007f',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\u2028',
];

/** Names as PostgreSQL takes them: 1 to 63 bytes of UTF-8, anything but NUL. */
export const oddName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: 'binary', minLength: 1 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => cut(parts.join('').replaceAll('\0', '')))
  .filter((name) => name !== '');

/** Prose with such things in it. */
export const oddProse: fc.Arbitrary<string> = fc
  .array(fc.oneof(oddName, fc.constantFrom(' ', 'word', '\n\n', 'Ends here.')), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

function cut(name: string): string {
  let fitted = '';
  for (const character of name) {
    if (Buffer.byteLength(fitted + character) > 63) break;
    fitted += character;
  }
  return fitted;
}
