import { visible } from '../../../markdown/visible.ts';
import { withoutSchema } from '../../../sql/names.ts';
import type { PageData, PageSchema } from '../data.ts';
import { el } from './dom.ts';

/** More tables and views than this are folded away, schema by schema. */
const MANY = 60;

/** The list of all that there is, and a way to tell it what is shown. */
export function navigation(data: PageData): { list: HTMLElement; mark: (address: string, place: string) => void } {
  const links = new Map<string, HTMLAnchorElement>();
  const to = (label: string, address: string, kind = ''): HTMLElement => {
    const link = el('a', { href: `#${address}`, class: kind }, visible(label));
    links.set(address, link);
    return el('li', {}, link);
  };
  const many = data.schemas.reduce((sum, { objects }) => sum + objects.length, 0) > MANY;
  const schema = ({ name, address, objects }: PageSchema): HTMLElement =>
    el(
      'details',
      { open: !many },
      el('summary', {}, visible(name)),
      el(
        'ul',
        {},
        to('Overview', address),
        ...objects.map((object) => to(withoutSchema(object.name), object.address, object.kind.replaceAll(' ', '-'))),
      ),
    );
  const has = (part: readonly unknown[] | null): boolean => part !== null && part.length > 0;
  const list = el(
    'nav',
    { 'aria-label': 'Contents' },
    el(
      'ul',
      {},
      to('Overview', ''),
      has(data.hypertables) && to('Hypertables', 'section.hypertables'),
      has(data.lifecycles) && to('The life of a chunk', 'section.lifecycles'),
      has(data.policies) && to('Policy calendar', 'section.policies'),
      has(data.diagrams) && to('Diagram', 'section.diagrams'),
      data.lineage !== null && to('Lineage', 'section.lineage'),
      data.history !== null && to('History', 'section.history'),
    ),
    ...data.schemas.map(schema),
    data.back.length > 0 &&
      el(
        'details',
        { open: true },
        el('summary', {}, 'More'),
        el('ul', {}, ...data.back.map(({ section, title }) => to(title, `section.${section}`))),
      ),
  );
  const mark = (address: string, place: string): void => {
    for (const link of links.values()) link.removeAttribute('aria-current');
    const link = links.get(place) ?? links.get(address);
    link?.setAttribute('aria-current', 'page');
    const folded = link?.closest('details');
    if (folded) folded.open = true;
    link?.scrollIntoView({ block: 'nearest' });
  };
  return { list, mark };
}
