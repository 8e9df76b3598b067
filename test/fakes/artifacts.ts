import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Artifact, createArtifactStore, type Method, twirpError } from './artifact-store.ts';
import { type Answer, createScript, type Script, startLoopback } from './loopback.ts';

/** The steps of an upload, in their order. */
export type ArtifactCall = Method | 'block' | 'blocklist';

/** The artifact service and the blob store behind it, for one job. */
export interface Artifacts extends AsyncDisposable {
  /** What a runner sets for actions. */
  env: { ACTIONS_RUNTIME_TOKEN: string; ACTIONS_RESULTS_URL: string };
  artifacts: Artifact[];
  calls: ArtifactCall[];
  script: Script<ArtifactCall | '*'>;
  /** What the real services would not have taken. Disposing of the fake throws where there is any. */
  problems: string[];
}

/** An artifact of this name exists already in the run. Not retried by the client. */
export const ALREADY_EXISTS = twirpError(
  409,
  'already_exists',
  '(409) Conflict: an artifact with this name already exists on the workflow run',
);
/** The storage of the account is used up: the client knows it by these words. */
export const QUOTA_REACHED = twirpError(403, 'resource_exhausted', 'insufficient usage to create artifact');
/** Retried by the client, first after 3 s. */
export const INTERNAL = twirpError(500, 'internal', 'internal error');

const SERVICE = '/twirp/github.actions.results.api.v1.ArtifactService/';

/** Starts both services on one port of the loopback. */
export async function startArtifacts(): Promise<Artifacts> {
  const backend = { run: randomUUID(), job: randomUUID() };
  const token = tokenFor(backend);
  const signature = randomUUID();
  const store = createArtifactStore(backend);
  const script = createScript<ArtifactCall | '*'>();
  const problems: string[] = [];
  const calls: ArtifactCall[] = [];
  const server = await startLoopback(handle, (error) => problems.push(String(error)));

  function handle(request: IncomingMessage, body: Buffer): Answer {
    const url = new URL(request.url ?? '', server.url);
    const call = callOf(request.method, url);
    calls.push(call);
    const scripted = script.take(call);
    if (scripted !== undefined) return scripted;
    if (call === 'block' || call === 'blocklist') return put(call, request, url, body);
    if (request.headers.authorization !== `Bearer ${token}`) return twirpError(401, 'unauthenticated', 'no such token');
    return store.call(call, JSON.parse(body.toString()), (name) => {
      return `${server.url}/blob/${encodeURIComponent(name)}?sig=${signature}&se=2026-11-23T00%3A00%3A00Z`;
    });
  }

  function put(call: 'block' | 'blocklist', request: IncomingMessage, url: URL, body: Buffer): Answer {
    const { headers } = request;
    if (url.searchParams.get('sig') !== signature) throw new Error(`${call}: the address is not the signed one`);
    if (headers.authorization !== undefined) throw new Error(`${call}: a signed address takes no other authorization`);
    if (headers['x-ms-version'] === undefined) throw new Error(`${call}: no x-ms-version`);
    const name = decodeURIComponent(url.pathname.replace('/blob/', ''));
    if (call === 'block') return store.putBlock(name, url.searchParams.get('blockid') ?? '', body);
    if (headers['x-ms-blob-content-type'] !== 'application/zip') throw new Error('blocklist: no type of the blob');
    return store.putBlockList(name, body.toString());
  }

  return {
    env: { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: `${server.url}/` },
    artifacts: store.artifacts,
    calls,
    script,
    problems,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      if (problems.length > 0) throw new Error(`the artifact services were used wrongly:\n${problems.join('\n')}`);
    },
  };
}

/** A token of the runner, of which the client reads the ids in the middle. Nobody checks how it is signed. */
function tokenFor({ run, job }: { run: string; job: string }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scp = `Actions.GenericRead:00000000-0000-0000-0000-000000000000 Actions.Results:${run}:${job}`;
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ scp })}.signature`;
}

function callOf(method: string | undefined, { pathname, searchParams }: URL): ArtifactCall {
  const twirp = pathname.startsWith(SERVICE) ? pathname.slice(SERVICE.length) : undefined;
  const comp = pathname.startsWith('/blob/') ? searchParams.get('comp') : undefined;
  if (method === 'POST' && (twirp === 'CreateArtifact' || twirp === 'FinalizeArtifact')) return twirp;
  if (method === 'PUT' && (comp === 'block' || comp === 'blocklist')) return comp;
  throw new Error(`${method} ${pathname} is nothing that an upload needs`);
}
