import { blocks, bullets, fence, folded } from '../../markdown/blocks.ts';
import { code, htmlCode } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text, words } from '../../markdown/text.ts';
import { type Block, type Inline, isList, type OutlineItem } from '../content.ts';

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

/** Words within a line as GitHub-flavoured Markdown: for a paragraph, a heading, a list item or a table cell. */
export function inlineMarkdown(content: Inline): string {
  if (typeof content === 'string') return words(content);
  if (isList(content)) return content.map(inlineMarkdown).join('');
  if ('code' in content) return code(content.code);
  if ('prose' in content) return text(content.prose);
  if ('strong' in content) return `**${words(content.strong)}**`;
  if ('to' in content) return `[${inlineMarkdown(content.label)}](#${content.to})`;
  if ('file' in content) return `[${inlineMarkdown(content.label)}](${address(content.file)})`;
  if ('anchor' in content) return `<a id="${content.anchor}"></a>`;
  return content.lines.map(inlineMarkdown).join('<br>');
}

/** The same for a `<summary>`, in which Markdown is not read. Links and anchors have no place there. */
function summaryHtml(content: Inline): string {
  if (typeof content === 'string') return content.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  if (isList(content)) return content.map(summaryHtml).join('');
  if ('code' in content) return htmlCode(content.code);
  throw new Error(`a summary holds words and code only, not ${Object.keys(content)[0]}`);
}

function address(file: string): string {
  return encodeURI(file).replace(/[()#?]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
