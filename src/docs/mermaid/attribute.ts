import { visible } from '../../markdown/visible.ts';
import { shortType } from '../graph/short-type.ts';
import { label } from './label.ts';

/** One line of an entity: type, name, keys and a note. A name that Mermaid can't spell is repeated in the note. */
export function attribute(type: string, name: string, keys: readonly string[], note: string): string {
  const spelled = word(name);
  const notes = [spelled === name ? '' : name, note].filter(Boolean).map(label).join(', ');
  return [word(shortType(type)), spelled, keys.join(', '), notes === '' ? '' : `"${notes}"`].filter(Boolean).join(' ');
}

/** A word of the diagram's grammar, which has little punctuation and takes `pk`, `fk` and `uk` for its own. */
function word(text: string): string {
  const plain = visible(text).replace(/[^A-Za-z0-9_[\]\u00c0-\ud7ff\uf900-\uffef]+/g, '_');
  return /^([^A-Za-z_\u00c0-\uffff]|[pfu]k(?![A-Za-z0-9_]))/i.test(plain) ? `_${plain}` : plain;
}
