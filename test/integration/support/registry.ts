import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How a registry behaves: serves one tiny image, has none, wants a login, never answers, or breaks off in a layer. */
export type Behaviour = 'serves' | 'missing' | 'private' | 'silent' | 'breaks';

export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT`: Docker speaks plain HTTP to the loopback. */
  host: string;
}

/** What a private registry lets in. */
export const CREDENTIALS = { username: 'reader', password: 'opensesame' };

/** A registry of the Docker Registry HTTP API V2 on the loopback, as far as a pull needs one. */
export async function startRegistry(behaviour: Behaviour): Promise<Registry> {
  const server = createServer((request, response) => answer(behaviour, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  if (behaviour === 'silent') return;
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
  const { username, password } = CREDENTIALS;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  if (behaviour === 'private' && request.headers.authorization !== basic) {
    response.setHeader('Www-Authenticate', 'Basic realm="test"');
    send(response, 401, JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }));
  } else if (path === '/v2/') {
    send(response, 200, '{}');
  } else if (path.includes('/manifests/') && behaviour !== 'missing') {
    response.setHeader('Docker-Content-Digest', digest(MANIFEST));
    send(response, 200, MANIFEST, MANIFEST_TYPE);
  } else if (path.endsWith(digest(CONFIG))) {
    send(response, 200, CONFIG);
  } else if (path.endsWith(digest(LAYER))) {
    send(response, 200, behaviour === 'breaks' ? Buffer.from('not the layer') : LAYER, 'application/octet-stream');
  } else {
    send(response, 404, JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }));
  }
}

function send(response: ServerResponse, status: number, body: string | Buffer, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function digest(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** An archive without entries. The time stamp of a run keeps Docker from having the layer already. */
const TAR = Buffer.alloc(1024);
const LAYER = gzipSync(TAR);
const CONFIG = JSON.stringify({
  architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  os: 'linux',
  created: new Date().toISOString(),
  config: {},
  rootfs: { type: 'layers', diff_ids: [digest(TAR)] },
});
const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST_TYPE,
  config: {
    mediaType: 'application/vnd.docker.container.image.v1+json',
    size: Buffer.byteLength(CONFIG),
    digest: digest(CONFIG),
  },
  layers: [
    { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: LAYER.length, digest: digest(LAYER) },
  ],
});
