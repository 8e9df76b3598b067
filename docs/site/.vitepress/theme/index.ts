import DefaultTheme from 'vitepress/theme';
import { drawDiagrams } from './mermaid.ts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ router }: { router: { onAfterPageLoad?: () => void } }): void {
    if (typeof window === 'undefined') return;
    router.onAfterPageLoad = () => requestAnimationFrame(() => void drawDiagrams());
  },
};
