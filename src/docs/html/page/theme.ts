import { button, el } from './dom.ts';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEY = 'timescale-ci-theme';

/** A button that goes through the themes. The choice is kept where the browser lets pages keep something. */
export function themeButton(): HTMLElement {
  let theme = remembered();
  const made = button('', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    show();
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // A browser that keeps nothing starts with its own theme again.
    }
  });
  const show = (): void => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    made.replaceChildren(el('span', { class: 'wide' }, 'Theme: '), theme);
    made.setAttribute('aria-label', `Theme: ${theme}`);
  };
  show();
  return made;
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}
