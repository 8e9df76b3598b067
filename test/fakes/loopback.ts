import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on the loopback, for as long as a test needs it. */
export interface Loopback extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string;
}

/** What a fake answers. `hang` answers nothing, and `reset` cuts the connection. */
export type Answer = { status: number; headers?: Record<string, string>; body?: unknown } | 'hang' | 'reset';

export type Handler = (request: IncomingMessage, body: Buffer) => Answer | Promise<Answer>;

/** Starts a server on a free port. What the handler throws is answered with 500, and told. */
export async function startLoopback(handle: Handler, failed: (error: unknown) => void): Promise<Loopback> {
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      send(response, await handle(request, Buffer.concat(chunks)));
    } catch (error) {
      // A client that gives up while it sends is no fault of the handler.
      if (request.complete) failed(error);
      if (!response.headersSent) send(response, { status: 500, body: { message: String(error) } });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  const { status, headers = {}, body } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(body === undefined ? undefined : text);
}

/** Answers for calls to come, instead of the fake's own. */
export interface Script<Call extends string> {
  /** The next `times` calls get this answer, after those that were scripted before. */
  add(call: Call, answer: Answer, times?: number): void;
  take(call: Call): Answer | undefined;
}

export function createScript<Call extends string>(): Script<Call> {
  const lines: { call: Call; answer: Answer; left: number }[] = [];
  return {
    add: (call, answer, times = 1) => lines.push({ call, answer, left: times }),
    take: (call) => {
      const line = lines.find((one) => one.left > 0 && (one.call === call || one.call === '*'));
      if (line === undefined) return undefined;
      line.left -= 1;
      return line.answer;
    },
  };
}
