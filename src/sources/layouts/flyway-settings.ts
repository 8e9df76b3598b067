import { parse } from 'yaml';
import type { Folder } from '../folder.ts';

/** What a project tells Flyway, as far as it decides what the scripts say. */
export interface FlywaySettings {
  placeholders: Record<string, string>;
  /** Whether placeholders are replaced. */
  replace: boolean;
  schema: string;
}

/** Reads the settings that lie above the migrations: Flyway's own files, and Spring's. */
export async function flywaySettings(folder: Folder): Promise<FlywaySettings> {
  const pairs = new Map<string, string>();
  for (const read of [yaml, properties, toml]) {
    for (const [key, value] of await read(folder)) pairs.set(key, value);
  }
  const placeholders = [...pairs].flatMap(([key, value]): [string, string][] => {
    const name = /^placeholders\.(.+)$/i.exec(key)?.[1];
    // A value that is itself to be looked up elsewhere (${ENV}) is known to nobody here.
    return name === undefined || value.includes('${') ? [] : [[name, value]];
  });
  const get = (name: string): string | undefined =>
    [...pairs].find(([key]) => key.toLowerCase().replaceAll('-', '') === name)?.[1];
  return {
    placeholders: Object.fromEntries(placeholders),
    replace: get('placeholderreplacement') !== 'false',
    schema: get('defaultschema') ?? get('schemas')?.split(',')[0]?.trim() ?? 'public',
  };
}

async function properties(folder: Folder): Promise<[string, string][]> {
  const files = [await folder.above('application.properties'), await folder.above('flyway.conf', 'conf/flyway.conf')];
  return files.flatMap((file) =>
    [...(file?.text ?? '').matchAll(/^\s*(?:spring\.)?flyway\.([\w.:-]+)\s*[=:]\s*(.*?)\s*$/gm)].map(
      ([, key = '', value = '']): [string, string] => [key, value],
    ),
  );
}

async function toml(folder: Folder): Promise<[string, string][]> {
  const { text } = (await folder.above('flyway.toml')) ?? { text: '' };
  let section = '';
  return text.split('\n').flatMap((line): [string, string][] => {
    const header = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) section = header.trim();
    const [, key = '', value = ''] = /^\s*"?([\w.-]+)"?\s*=\s*["']?(.*?)["']?\s*$/.exec(line) ?? [];
    if (key === '' || !/^flyway(\.placeholders)?$/.test(section)) return [];
    return [[section === 'flyway' ? key : `placeholders.${key}`, value]];
  });
}

async function yaml(folder: Folder): Promise<[string, string][]> {
  const file = await folder.above('application.yml', 'application.yaml');
  if (file === undefined) return [];
  // A file of several documents has one for each profile; the first is for all.
  const [first = ''] = file.text.split(/^---\s*$/m).filter((text) => text.trim() !== '');
  try {
    const found: unknown = parse(first);
    const flyway = (found as { spring?: { flyway?: unknown } } | null)?.spring?.flyway;
    return flat(flyway, '');
  } catch {
    return [];
  }
}

function flat(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return path === '' || value == null ? [] : [[path, String(value)]];
  return Object.entries(value).flatMap(([key, one]) => flat(one, path === '' ? key : `${path}.${key}`));
}
