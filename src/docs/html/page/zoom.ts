import { select } from 'd3-selection';
import { type D3ZoomEvent, zoom, zoomIdentity } from 'd3-zoom';
import { button, el } from './dom.ts';

const STEP = 1.4;

/**
 * Lets a drawing be moved and enlarged: by dragging, by its buttons, by the wheel with Ctrl and by two fingers. The wheel
 * and one finger alone scroll the page, as everywhere.
 */
export function zoomable(drawing: SVGSVGElement): HTMLElement {
  const content = drawing.querySelector('g');
  const selection = select(drawing);
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.5, 12])
    .filter(allowed)
    .on('zoom', ({ transform }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      content?.setAttribute('transform', transform.toString());
    });
  selection.call(behavior).on('dblclick.zoom', null);
  const by = (factor: number): void => behavior.scaleBy(selection, factor);
  return el(
    'div',
    { class: 'zoomable' },
    el(
      'div',
      { class: 'zoom-buttons', role: 'group', 'aria-label': 'Zoom' },
      button('+', () => by(STEP), { 'aria-label': 'Enlarge' }),
      button('−', () => by(1 / STEP), { 'aria-label': 'Reduce' }),
      button('Fit', () => behavior.transform(selection, zoomIdentity)),
    ),
    drawing,
  );
}

function allowed(event: MouseEvent | TouchEvent): boolean {
  if (event.type === 'wheel') return event.ctrlKey || event.metaKey;
  if ('touches' in event) return event.touches.length > 1;
  return event.button === 0;
}
