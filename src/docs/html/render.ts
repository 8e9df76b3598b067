import { createHash } from 'node:crypto';
import type { SchemaModel } from '../../catalog/model.ts';
import { visible } from '../../markdown/visible.ts';
import { type PageOptions, pageData } from './page-data.ts';

/** The page's own script and style, as `bundle.ts` makes them. */
export interface PageAssets {
  script: string;
  style: string;
}

/**
 * The documentation as one HTML page that needs nothing else. A function of its arguments alone. Its policy lets the
 * browser run this script and this style and load nothing.
 */
export function renderPage(model: SchemaModel, options: PageOptions, { script, style }: PageAssets): string {
  const data = pageData(model, options);
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="timescale-ci">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${text(visible(data.title))}</title>
<link rel="icon" href="data:image/svg+xml,${ICON}">
<style>${style}</style>
</head>
<body>
<noscript>This page is drawn by its own script. README_latest.md holds the same words without one.</noscript>
<script type="application/json" id="data">${json(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const ICON = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#b45309"/><path d="M3 11h2V5H3zm4 0h2V8H7zm4 0h2V3h-2z" fill="#fff"/></svg>',
);

/** JSON that ends no script element and begins no comment, whatever a name holds; old parsers' line ends are spelled out. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function text(plain: string): string {
  return plain.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function hash(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}
