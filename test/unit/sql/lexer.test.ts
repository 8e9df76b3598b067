import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBlank, tokenize } from '../../../src/sql/lexer.ts';

/** `kind:text` of every token but spaces. */
function lex(text: string): string[] {
  return [...tokenize(text)]
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, start, end, terminated }) => `${terminated ? '' : '!'}${kind}:${text.slice(start, end)}`);
}

describe('strings', () => {
  it.each([
    ["'a''b;' ;", ["string:'a''b;'", 'semicolon:;']],
    ["'a\\' ;", ["string:'a\\'", 'semicolon:;']],
    ["E'a\\';''\\\\' ;", ["string:E'a\\';''\\\\'", 'semicolon:;']],
    ["e'\\\\';", ["string:e'\\\\'", 'semicolon:;']],
    ["B'101'x'1F'N'é'U&'\\0041'", ["string:B'101'", "string:x'1F'", "string:N'é'", "string:U&'\\0041'"]],
    ["U&'a\\' ;", ["string:U&'a\\'", 'semicolon:;']],
    ["type'a\\'", ['word:type', "string:'a\\'"]],
    ["'';", ["string:''", 'semicolon:;']],
    ["'a\n-- '\n/* ;", ["string:'a\n-- '", '!comment:/* ;']],
    ["'open", ["!string:'open"]],
    ["E'open\\'", ["!string:E'open\\'"]],
    ["'a''", ["!string:'a''"]],
  ])('%j', (text, expected) => {
    expect(lex(text)).toEqual(expected);
  });

  it('go on over a line break, and keep their escapes', () => {
    const text = "E'a' -- it's\n  'b\\';c' ;";
    expect(lex(text)).toEqual(["string:E'a' -- it's\n  'b\\';c'", 'semicolon:;']);
    expect(lex("'a'\n'b\\' ;")).toEqual(["string:'a'\n'b\\'", 'semicolon:;']);
  });

  it('do not go on over a block comment or on the same line', () => {
    expect(lex("E'a' 'b\\' ;")).toEqual(["string:E'a'", "string:'b\\'", 'semicolon:;']);
    expect(lex("E'a' /*\n*/ 'b\\' ;")).toEqual(["string:E'a'", 'comment:/*\n*/', "string:'b\\'", 'semicolon:;']);
  });
});

describe('dollar quotes', () => {
  it.each([
    ["$$ ; ' -- /* $$;", ["dollar:$$ ; ' -- /* $$", 'semicolon:;']],
    ['$a$ $b$ $$ $a $a$;', ['dollar:$a$ $b$ $$ $a $a$', 'semicolon:;']],
    ['$été$ ; $été$', ['dollar:$été$ ; $été$']],
    ['$😀$ ; $😀$', ['dollar:$😀$ ; $😀$']],
    ['$a$x$$a$', ['dollar:$a$x$$a$']],
    ['$A$ $a$ $A$', ['dollar:$A$ $a$ $A$']],
    ['a$b$c;$d$', ['word:a$b$c', 'semicolon:;', '!dollar:$d$']],
    ['a$$b', ['word:a$$b']],
    ['é$$ ;', ['word:é$$', 'semicolon:;']],
    ['1$$;$$', ['number:1', 'dollar:$$;$$']],
    ['$1;$2$$;$$', ['parameter:$1', 'semicolon:;', 'parameter:$2', 'dollar:$$;$$']],
    ['$1a$ ;', ['parameter:$1a$', 'semicolon:;']],
    ['$ a', ['other:$', 'word:a']],
    ['$a b$', ['other:$', 'word:a', 'word:b$']],
    ['$$ open', ['!dollar:$$ open']],
  ])('%j', (text, expected) => {
    expect(lex(text)).toEqual(expected);
  });
});

describe('comments', () => {
  it.each([
    ["-- it's; $$\n;", ["comment:-- it's; $$", 'semicolon:;']],
    ['-- a\r;', ['comment:-- a', 'semicolon:;']],
    ['--', ['comment:--']],
    ["/* ' /* ; */ $$ */;", ["comment:/* ' /* ; */ $$ */", 'semicolon:;']],
    ['/*/ ; */;', ['comment:/*/ ; */', 'semicolon:;']],
    ['/**/;', ['comment:/**/', 'semicolon:;']],
    ['/***/;', ['comment:/***/', 'semicolon:;']],
    ['/* -- */ ;', ['comment:/* -- */', 'semicolon:;']],
    ['/* /* */', ['!comment:/* /* */']],
    ['a */ b', ['word:a', 'operator:*/', 'word:b']],
    ['1+/* */2', ['number:1', 'operator:+', 'comment:/* */', 'number:2']],
    ['1--2', ['number:1', 'comment:--2']],
    ['@--x', ['operator:@', 'comment:--x']],
  ])('%j', (text, expected) => {
    expect(lex(text)).toEqual(expected);
  });
});

describe('names, numbers and signs', () => {
  it.each([
    ['"a""; b" ;', ['quotedIdentifier:"a""; b"', 'semicolon:;']],
    ['"a\nb"', ['quotedIdentifier:"a\nb"']],
    ['U&"d\\0061" u&', ['quotedIdentifier:U&"d\\0061"', 'word:u', 'operator:&']],
    ['"open', ['!quotedIdentifier:"open']],
    ['Straße Ünïcode 表', ['word:Straße', 'word:Ünïcode', 'word:表']],
    ['a\u00a0b', ['word:a\u00a0b']],
    ['1 1.5 .5 1. 1e10 1.5E-3 0x1F 1_000', 'number:1 1.5 .5 1. 1e10 1.5E-3 0x1F 1_000'],
    ['0x1$$ 1e5$$', ['number:0x1$$', 'number:1e5$$']],
    ['1e+5$$;$$', ['number:1e+5', 'dollar:$$;$$']],
    ["1e-E'\\';'", ['number:1e-', "string:E'\\';'"]],
    ['1..2', ['number:1', 'punctuation:..', 'number:2']],
    ['a.b', ['word:a', 'punctuation:.', 'word:b']],
    [
      'x::int[1:n]',
      ['word:x', 'punctuation:::', 'word:int', 'punctuation:[', 'number:1', 'punctuation::', 'word:n', 'punctuation:]'],
    ],
    ['a=-1', ['word:a', 'operator:=', 'operator:-', 'number:1']],
    ['a@-1', ['word:a', 'operator:@-', 'number:1']],
    ['a->>b <= c', ['word:a', 'operator:->>', 'word:b', 'operator:<=', 'word:c']],
    [
      'f(a := 1, b => 2)',
      [
        'word:f',
        'punctuation:(',
        'word:a',
        'punctuation::=',
        'number:1',
        'punctuation:,',
        'word:b',
        'operator:=>',
        'number:2',
        'punctuation:)',
      ],
    ],
    ['a \\g', ['word:a', 'backslash:\\', 'word:g']],
    ['{', ['other:{']],
  ])('%j', (text, expected) => {
    const tokens =
      typeof expected === 'string'
        ? expected
            .slice(7)
            .split(' ')
            .map((n) => `number:${n}`)
        : expected;
    expect(lex(text)).toEqual(tokens);
  });
});

describe('any text', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '$',
        '$a$',
        '$$',
        '/*',
        '*/',
        '--',
        '\n',
        '\\',
        ';',
        "E'",
        "U&'",
        'a',
        'é',
        '😀',
        '1',
        '.',
        ':',
        ' ',
        '(',
        '+',
        '-',
        '\r',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));

  it('is given back by joining the tokens, none of them empty', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        let at = 0;
        for (const token of tokenize(text)) {
          expect(token.start).toBe(at);
          expect(token.end).toBeGreaterThan(token.start);
          at = token.end;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('has only its last token unterminated', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tokens = [...tokenize(text)];
        expect(tokens.slice(0, -1).every(({ terminated }) => terminated)).toBe(true);
      }),
    );
  });

  it('is read in linear time', () => {
    const unit =
      "CREATE FUNCTION f() RETURNS int AS $_$ begin return $1 + 'a''b'; end $_$; -- c\n/* /* */ */ 'x'\n'y' \"z\";\n";
    const time = (times: number): number => {
      const text = unit.repeat(times);
      const start = performance.now();
      let significant = 0;
      for (const token of tokenize(text)) if (!isBlank(token)) significant++;
      expect(significant).toBe(13 * times);
      return performance.now() - start;
    };
    time(2000);
    // 2 MB; quadratic time would be minutes.
    expect(time(20_000)).toBeLessThan(5000);
  });
});
