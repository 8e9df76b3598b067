import { el } from './dom.ts';

/** What is wider than the screen must be reachable by keyboard; what is not should be no stop on the way. */
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});

/** Lets something scroll by itself, so that the page never does sideways. */
export function scrolling(content: HTMLElement, label: string): HTMLElement {
  const frame = el('div', { class: 'scrolling', role: 'region', 'aria-label': label }, content);
  observer.observe(frame);
  return frame;
}
