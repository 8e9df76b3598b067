import { code, htmlCode } from '../../markdown/code.ts';
import { text, words } from '../../markdown/text.ts';
import { type Inline, isList } from '../content/inline.ts';

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
export function summaryHtml(content: Inline): string {
  if (typeof content === 'string') return content.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  if (isList(content)) return content.map(summaryHtml).join('');
  if ('code' in content) return htmlCode(content.code);
  throw new Error(`a summary holds words and code only, not ${Object.keys(content)[0]}`);
}

function address(file: string): string {
  return encodeURI(file).replace(/[()#?]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
