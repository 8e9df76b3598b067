import { el } from './dom.ts';
import { eagerly } from './lazily.ts';
import type { View } from './views.ts';

/** Shows everything at once, one view below the other, and asks the browser to print it. */
export function printAll(main: HTMLElement, views: readonly View[], back: () => void): void {
  const printed = views.filter(({ address }) => address !== 'section.history');
  main.replaceChildren(...eagerly(() => printed.map((view) => el('article', {}, ...view.render()))));
  for (const folded of main.querySelectorAll('details')) folded.open = true;
  addEventListener('afterprint', back, { once: true });
  print();
}
