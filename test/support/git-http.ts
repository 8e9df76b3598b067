import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { git, gitEnvironment } from './git.ts';

/** A bare repository behind HTTP, as GitHub has them. */
export interface GitHttp extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The Authorization headers of every request, none of which was let in but the right one alone. */
  seen: string[][];
}

/**
 * Serves the repositories beside this one by git's own HTTP backend, to whoever sends exactly this credential.
 *
 * @param options.drop how many requests at first find the connection closed
 */
export async function serveGit(remote: string, token: string, { drop = 0 } = {}): Promise<GitHttp> {
  git(remote, 'config', 'http.receivepack', 'true');
  const wanted = `basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const seen: string[][] = [];
  let left = drop;
  const server = createServer((request, response) => {
    if (left-- > 0) return void request.socket.destroy();
    const sent = request.headersDistinct['authorization'] ?? [];
    seen.push(sent);
    if (sent.length === 1 && sent[0] === wanted) return backend(dirname(remote), request, response);
    // GitHub answers 400 to two of them.
    response.writeHead(sent.length > 1 ? 400 : 401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment(),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
      REMOTE_USER: 'github-actions',
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      output
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(/: */, 2) as [string, string]),
    );
    response.writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers).end(output.subarray(end + 4));
  });
}
