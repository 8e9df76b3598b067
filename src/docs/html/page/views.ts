import { visible } from '../../../markdown/visible.ts';
import type { Lifecycle } from '../../lifecycle/lifecycles.ts';
import type { PageData, PageObject, PageSchema } from '../data.ts';
import { blocks, table } from './blocks.ts';
import { el } from './dom.ts';
import { addressesIn } from './entries.ts';
import { diagrams, lineage } from './graphs.ts';
import { historyView } from './history.ts';
import { lifecycle, lifecycleLegend } from './lifecycle.ts';
import { allRemarks, lifecycles } from './lifecycles.ts';
import { pairOf, rememberPair } from './pair.ts';
import { relativesOf } from './relatives.ts';

/** What the screen shows at a time. */
export interface View {
  /** Its own address; the start's is empty. */
  readonly address: string;
  readonly title: string;
  /** The addresses of places in it. */
  readonly places: readonly string[];
  render(): Node[];
}

/** Every view of the page, the start first. */
export function viewsOf(data: PageData): View[] {
  const lives = new Map(data.lifecycles.map((life) => [life.address, life]));
  const relatives = relativesOf(data);
  return [
    home(data),
    ...historyViews(data),
    ...data.schemas.flatMap((schema) => [
      schemaView(schema),
      ...schema.objects.map((object) => objectView(object, schema, lives.get(object.address), () => relatives(object))),
    ]),
    ...(data.back.length === 0 ? [] : [backView(data)]),
  ];
}

function home(data: PageData): View {
  const parts: [string, string, () => Node[]][] = [
    ['hypertables', 'Hypertables', () => blocks(data.hypertables, 3)],
    ['lifecycles', 'The life of a chunk', () => lifecycles(data.lifecycles, data.forecast)],
    ['policies', 'Policy calendar', () => blocks(data.policies, 3)],
    ['diagrams', 'Tables and their relations', () => diagrams(data.whole, data.diagrams)],
    ['lineage', 'Lineage', () => (data.lineage === null ? [] : lineage(data.lineage))],
  ];
  return {
    address: '',
    title: data.title,
    places: parts.map(([section]) => `section.${section}`),
    render: () => [
      el('h1', { tabindex: -1 }, visible(data.title)),
      ...blocks(data.overview, 3),
      ...allRemarks(data.lifecycles),
      ...parts.flatMap(([section, title, make]) => {
        const content = make();
        return content.length === 0 ? [] : [el('h2', { id: `section.${section}` }, title), ...content];
      }),
    ],
  };
}

function historyViews({ history }: PageData): View[] {
  if (history === null) return [];
  return [
    {
      address: 'section.history',
      title: 'History',
      places: [],
      render: () => [
        el('h1', { tabindex: -1 }, 'History'),
        ...historyView(history, pairOf(history), (pair) => rememberPair(history, pair)),
      ],
    },
  ];
}

function schemaView(schema: PageSchema): View {
  const kinds = new Set(schema.objects.map(({ kind }) => kind)).size;
  return {
    address: schema.address,
    title: schema.name,
    places: addressesIn(schema.lists),
    render: () => [
      el('h1', { tabindex: -1 }, 'Schema ', el('code', {}, visible(schema.name))),
      ...blocks(schema.about, 2),
      ...(schema.objects.length === 0
        ? []
        : [
            el('h2', {}, 'Tables and views'),
            table(
              kinds > 1 ? ['Name', 'Kind', 'Description'] : ['Name', 'Description'],
              schema.objects.map(({ name, address, kind, about }) => [
                { label: { code: name }, to: address },
                ...(kinds > 1 ? [kind] : []),
                about === '' ? '' : { prose: about },
              ]),
            ),
          ]),
      ...blocks(schema.lists, 2),
    ],
  };
}

function objectView(object: PageObject, schema: PageSchema, own: Lifecycle | undefined, relatives: () => Node[]): View {
  // What it is for comes first.
  const about = object.body.filter((block, i) => i === 0 && 'paragraph' in block);
  return {
    address: object.address,
    title: object.name,
    places: addressesIn(object.body),
    render: () => [
      el(
        'p',
        { class: 'kind' },
        `${object.kind} of schema `,
        el('a', { href: `#${schema.address}` }, visible(schema.name)),
      ),
      el('h1', { tabindex: -1 }, el('code', {}, visible(object.name))),
      ...blocks(about, 2),
      ...(own === undefined ? [] : [lifecycle(own), lifecycleLegend()]),
      ...blocks(object.body.slice(about.length), 2),
      ...relatives(),
    ],
  };
}

function backView({ back }: PageData): View {
  return {
    address: 'section.more',
    title: 'More',
    places: back.map(({ section }) => `section.${section}`),
    render: () => [
      el('h1', { tabindex: -1 }, 'More'),
      ...back.flatMap(({ section, title, body }) => [
        el('h2', { id: `section.${section}` }, title),
        ...blocks(body, 3),
      ]),
    ],
  };
}
