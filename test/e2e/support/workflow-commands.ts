/** `::error file=…,line=…::message` and its siblings, unescaped. */
export interface Annotation {
  message: string;
  /** `file`, `line`, `col`, `endLine`, `title` as they were given. */
  properties: Record<string, string>;
}

/** What a runner makes of the lines of a step. */
export interface CommandLog {
  errors: Annotation[];
  warnings: Annotation[];
  notices: Annotation[];
  debug: string[];
  /** With the lines shown within, in order. */
  groups: { title: string; lines: string[] }[];
  /** What the step asked to mask. */
  masks: string[];
  /** Whole lines with commands that this action must not send, set-env first of all. */
  refused: string[];
  /** What a person sees: annotations and titles of groups as text, secrets masked from when they were named. */
  lines: string[];
}

const ANNOTATIONS = { error: 'errors', warning: 'warnings', notice: 'notices' } as const;
/** Refused or deprecated by runners, or nothing that this action should do. */
const REFUSED = ['set-env', 'add-path', 'set-output', 'save-state', 'add-matcher', 'remove-matcher', 'echo'];
const KNOWN = [...Object.keys(ANNOTATIONS), ...REFUSED, 'debug', 'group', 'endgroup', 'add-mask', 'stop-commands'];

/**
 * Reads lines as a runner does, both output streams alike (actions/runner, ActionCommandManager.cs and ActionCommand.cs):
 * a command stands at the start of a line after blanks, or in the old form `##[name]` anywhere in it; between
 * `::stop-commands::token` and `::token::` nothing is a command.
 *
 * @param secrets what the runner masks from the start: the job's token
 */
export function createCommandLog(secrets: readonly string[]): { log: CommandLog; read: (line: string) => void } {
  const log: CommandLog = {
    errors: [],
    warnings: [],
    notices: [],
    debug: [],
    groups: [],
    masks: [],
    refused: [],
    lines: [],
  };
  let stopped: string | undefined;
  let open = false;

  const hide = (text: string): string => mask(text, [...secrets, ...log.masks]);
  const show = (line: string): void => {
    const masked = hide(line);
    log.lines.push(masked);
    if (open) log.groups.at(-1)?.lines.push(masked);
  };

  const read = (line: string): void => {
    const command = parseCommand(line, stopped);
    if (command === undefined || (stopped !== undefined && command.name !== stopped.toLowerCase())) return show(line);
    const { name, properties, data } = command;
    if (stopped !== undefined) stopped = undefined;
    else if (name === 'stop-commands') stopped = data;
    else if (isAnnotation(name)) {
      log[ANNOTATIONS[name]].push({ message: hide(data), properties });
      show(`${name.charAt(0).toUpperCase()}${name.slice(1)}: ${data}`);
    } else if (name === 'debug') log.debug.push(data);
    else if (name === 'add-mask')
      log.masks.push(...new Set([data, ...data.split(/[\r\n]+/).filter((part) => part.trim() !== '')]));
    else if (name === 'endgroup') open = false;
    else if (name === 'group') {
      open = false;
      show(data);
      log.groups.push({ title: hide(data), lines: [] });
      open = true;
    } else log.refused.push(line);
  };
  return { log, read };
}

/** Text with every secret replaced, as in a log and a summary. */
export function mask(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

interface Command {
  /** In lower case. */
  name: string;
  properties: Record<string, string>;
  data: string;
}

function parseCommand(line: string, stopped: string | undefined): Command | undefined {
  const [, head, data] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? /##\[(.*?)\](.*)$/s.exec(line) ?? [];
  if (head === undefined || data === undefined) return undefined;
  const [name = '', rest = ''] = /^([^ ]*) ?(.*)$/s.exec(head)?.slice(1) ?? [];
  if (![...KNOWN, stopped?.toLowerCase()].includes(name.toLowerCase())) return undefined;
  const pairs = rest.split(/[,;]/).flatMap((part) => {
    const [, key, value] = /^\s*([^=]+)=(.+)$/s.exec(part) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unescapeProperty(value)] as const];
  });
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), data: unescapeData(data) };
}

function isAnnotation(name: string): name is keyof typeof ANNOTATIONS {
  return name in ANNOTATIONS;
}

/** The percent sign comes last, or `%250A` would become a line feed. */
function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
