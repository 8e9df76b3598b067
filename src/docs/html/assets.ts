import { bundlePage } from './bundle.ts';
import type { PageAssets } from './render.ts';

/** The page's script and style. The build puts the finished texts in place of this module: see rolldown.config.ts. */
export function pageAssets(): Promise<PageAssets> {
  return bundlePage();
}
