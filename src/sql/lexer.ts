export interface Token {
  kind:
    | 'space'
    | 'comment'
    | 'string'
    | 'dollar'
    | 'quoted'
    | 'word'
    | 'number'
    | 'parameter'
    | 'operator'
    | 'semicolon'
    | 'meta';
  start: number;
  end: number;
}
export function* tokenize(text: string): Generator<Token> {
  let i = 0;
  const n = text.length;
  const isStart = (c: string) => /[A-Za-z_\u0080-\uffff]/.test(c);
  while (i < n) {
    const start = i;
    const c = text[i] as string;
    let kind: Token['kind'] = 'operator';
    if (/\s/.test(c)) {
      while (i < n && /\s/.test(text[i] as string)) i++;
      kind = 'space';
    } else if (text.startsWith('--', i)) {
      const e = text.indexOf('\n', i);
      i = e < 0 ? n : e;
      kind = 'comment';
    } else if (text.startsWith('/*', i)) {
      let d = 1;
      i += 2;
      while (i < n && d > 0) {
        if (text.startsWith('/*', i)) {
          d++;
          i += 2;
        } else if (text.startsWith('*/', i)) {
          d--;
          i += 2;
        } else i++;
      }
      kind = 'comment';
    } else if (c === "'" || (/[eE]/.test(c) && text[i + 1] === "'")) {
      const esc = c !== "'";
      i += esc ? 2 : 1;
      for (;;) {
        if (i >= n) break;
        if (esc && text[i] === '\\') {
          i += 2;
          continue;
        }
        if (text[i] === "'") {
          if (text[i + 1] === "'") {
            i += 2;
            continue;
          }
          i++;
          break;
        }
        i++;
      }
      kind = 'string';
    } else if (c === '"') {
      i++;
      while (i < n) {
        if (text[i] === '"') {
          if (text[i + 1] === '"') {
            i += 2;
            continue;
          }
          break;
        }
        i++;
      }
      i++;
      kind = 'quoted';
    } else if (c === '$' && /^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/.test(text.slice(i, i + 80))) {
      const tag = (
        /^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/.exec(text.slice(i, i + 80)) as RegExpExecArray
      )[0];
      const e = text.indexOf(tag, i + tag.length);
      i = e < 0 ? n : e + tag.length;
      kind = 'dollar';
    } else if (c === '\\') {
      const e = text.indexOf('\n', i);
      i = e < 0 ? n : e;
      kind = 'meta';
    } else if (c === ';') {
      i++;
      kind = 'semicolon';
    } else if (isStart(c)) {
      while (i < n && /[A-Za-z0-9_$\u0080-\uffff]/.test(text[i] as string)) i++;
      kind = 'word';
    } else if (/[0-9]/.test(c)) {
      while (i < n && /[0-9A-Za-z_.]/.test(text[i] as string)) i++;
      kind = 'number';
    } else i++;
    yield { kind, start, end: i };
  }
}
