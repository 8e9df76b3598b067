import { el } from './dom.ts';

/** How close to the screen something must come to be drawn. */
const MARGIN = '600px';

const waiting = new WeakMap<Element, () => void>();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target);
  },
  { rootMargin: MARGIN },
);
let eager = false;

// The browser's own way to print knows nothing of what has not been scrolled to.
addEventListener('beforeprint', () => {
  for (const place of document.querySelectorAll('.waiting')) draw(place);
});

/** The width of a printed page, in pixels: on paper there is no screen to measure. */
const PAPER = 700;

/**
 * Makes something when it comes near the screen: a large schema has more drawings than anybody looks at. `make` is given
 * the width that it has, in pixels.
 */
export function lazily(make: (room: number) => Node, kind: string): HTMLElement {
  if (eager) return el('div', { class: kind }, make(PAPER));
  const place = el('div', { class: `${kind} waiting` });
  waiting.set(place, () => place.replaceChildren(make(place.clientWidth)));
  observer.observe(place);
  return place;
}

/** Does some work in which everything is made at once: paper has no screen to come near. */
export function eagerly<T>(work: () => T): T {
  eager = true;
  try {
    return work();
  } finally {
    eager = false;
  }
}

function draw(place: Element): void {
  observer.unobserve(place);
  waiting.get(place)?.();
  waiting.delete(place);
  place.classList.remove('waiting');
}
