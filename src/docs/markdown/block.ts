import { blocks, bullets, fence, folded } from '../../markdown/blocks.ts';
import { table } from '../../markdown/table.ts';
import type { Block, OutlineItem } from '../content/block.ts';
import { inlineMarkdown, summaryHtml } from './inline.ts';

/** The document as GitHub-flavoured Markdown, with a line feed at its end. */
export function markdown(content: readonly Block[]): string {
  return `${body(content)}\n`;
}

function body(content: readonly Block[]): string {
  return blocks(...content.map(block));
}

function block(content: Block): string | null {
  if ('heading' in content) {
    const anchor = content.anchor === null ? '' : `<a id="${content.anchor}"></a>`;
    return `${'#'.repeat(content.level)} ${anchor}${inlineMarkdown(content.heading)}`;
  }
  if ('title' in content) return `**${inlineMarkdown(content.title)}**`;
  if ('paragraph' in content) return inlineMarkdown(content.paragraph);
  if ('note' in content) return `<sub>${inlineMarkdown(content.note)}</sub>`;
  if ('bullets' in content) return bullets(content.bullets.map(inlineMarkdown));
  if ('outline' in content) return content.outline.map(outlineItem).join('\n');
  if ('rows' in content)
    return table(
      content.header,
      content.rows.map((row) => row.map(inlineMarkdown)),
    );
  if ('source' in content) return fence(content.language, content.source);
  return folded(summaryHtml(content.summary), body(content.folded));
}

function outlineItem({ item, below }: OutlineItem): string {
  return [`- ${inlineMarkdown(item)}`, ...below.map((one) => `  - ${inlineMarkdown(one)}`)].join('\n');
}
