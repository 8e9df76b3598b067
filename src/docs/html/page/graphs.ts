import { visible } from '../../../markdown/visible.ts';
import type { Diagram, Graph, PageData } from '../data.ts';
import { el } from './dom.ts';
import { draw, MARGIN } from './draw.ts';
import { entityBox, entityLayout } from './entity.ts';
import { flowBox, flowLayout } from './flow.ts';
import { lazily } from './lazily.ts';
import { zoomable } from './zoom.ts';

/** The whole database in one drawing, then the entity diagrams of every schema. */
export function diagrams(whole: Graph | null, all: readonly Diagram[]): Node[] {
  const overview =
    whole === null ? [] : [el('h3', {}, 'The whole database'), drawing(whole, 'Tables and views', drawFlow)];
  const schemas = all.flatMap(({ schema, graphs, left }) => [
    el('h3', {}, 'Schema ', el('code', {}, visible(schema))),
    ...pieces(graphs, `Tables of ${schema}`, drawEntities),
    ...(left === '' ? [] : [el('p', { class: 'muted' }, left)]),
  ]);
  return [...overview, ...schemas];
}

/** What is made of what. */
export function lineage({ legend, graphs }: NonNullable<PageData['lineage']>): Node[] {
  return [el('p', {}, legend), ...pieces(graphs, 'Lineage', drawFlow)];
}

type Draw = (graph: Graph, label: string, room: number) => SVGSVGElement;

/** Within the frame of `zoomable`. */
const FRAME = 2;

const drawEntities: Draw = (graph, label, room) => draw(entityLayout(graph, room - 2 * MARGIN), label, room, entityBox);
const drawFlow: Draw = (graph, label, room) => draw(flowLayout(graph, room - 2 * MARGIN), label, room, flowBox);

/** One table with those that it shares a foreign key with. */
export function neighbourhood(graph: Graph, name: string): Node {
  return drawing(graph, `Tables around ${visible(name)}`, drawEntities);
}

/** One table or view with all that it is made of and that is made of it. */
export function descent(graph: Graph, name: string): Node {
  return drawing(graph, `Lineage of ${visible(name)}`, drawFlow);
}

function drawing(graph: Graph, label: string, make: Draw): HTMLElement {
  return lazily((room) => zoomable(make(graph, label, room - FRAME)), 'graph-place');
}

/** One drawing, or a list to choose from where it would be too large to read. */
function pieces(graphs: readonly Graph[], label: string, make: Draw): Node[] {
  const [first] = graphs;
  if (first === undefined) return [];
  const place = el('div', {});
  const show = (graph: Graph): void => place.replaceChildren(drawing(graph, label, make));
  show(first);
  if (graphs.length === 1) return [place];
  const choice = el(
    'select',
    {},
    ...graphs.map((graph, i) => el('option', { value: i }, `${i + 1} of ${graphs.length}: ${contents(graph)}`)),
  );
  choice.addEventListener('change', () => show(graphs[Number(choice.value)] ?? first));
  return [el('label', { class: 'choice' }, 'Part ', choice), place];
}

function contents({ nodes }: Graph): string {
  const titles = nodes.slice(0, 3).map((node) => visible(node.title));
  return nodes.length > 3 ? `${titles.join(', ')} and ${nodes.length - 3} more` : titles.join(', ');
}
