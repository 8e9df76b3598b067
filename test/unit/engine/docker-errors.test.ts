import { expect, test } from 'vitest';
import { dockerMessage, explainPull, explainStart, ImageNameError } from '../../../src/engine/docker-image.ts';

const IMAGE = 'registry.example.com/db:1';

// The words of Docker 20 to 28 and of the containerd image store.
test.each([
  [
    '(HTTP code 404) unexpected - manifest for registry.example.com/db:1 not found: manifest unknown ',
    /Check the name/,
  ],
  ['(HTTP code 404) unexpected - failed to resolve reference: not found ', /Check the name and the tag/],
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', /Check the name and the tag/],
  ['pull access denied for db, repository does not exist or may require docker login', /"docker login registry/],
  ['(HTTP code 500) server error - Head "https://r/v2/": unauthorized: authentication required ', /"docker login/],
  ['Get "https://r/v2/x/manifests/1": no basic auth credentials', /"docker login registry/],
  ['toomanyrequests: You have reached your pull rate limit.', /Wait for the limit/],
  ['failed to register layer: write /usr/lib/x: no space left on device', /docker system prune/],
  ['Get "https://r/v2/": dial tcp: lookup r on 127.0.0.53:53: no such host', /proxy of the Docker engine/],
  ['net/http: TLS handshake timeout', /docker load/],
  ['nothing came for 30 s', /docker load/],
])('a pull that fails with: %s', (reason, hint) => {
  const error = explainPull(IMAGE, 'registry.example.com', new Error(reason));
  expect(error.message).toContain(`Docker has no image ${IMAGE} and cannot pull it from registry.example.com (`);
  expect(error.hint).toMatch(hint);
  expect(error).not.toBeInstanceOf(ImageNameError);
});

test('Docker Hub is logged in to without a name', () => {
  const error = explainPull('db:1', 'Docker Hub', new Error('pull access denied for db'));
  expect(error.hint).toContain('"docker login"');
});

test.each(['(HTTP code 400) unexpected - invalid reference format ', 'invalid tag format'])(
  'a name that is none: %s',
  (reason) => {
    const error = explainPull('My Image', 'Docker Hub', new Error(reason));
    expect(error).toBeInstanceOf(ImageNameError);
    expect(error.message).toBe('"My Image" is not the name of an image');
  },
);

test.each([
  ['OCI runtime create failed: exec: "postgres": executable file not found in $PATH: unknown', /no PostgreSQL server/],
  ['driver failed programming external connectivity: Bind for 127.0.0.1:1 failed: port is already allocated', /port/],
  ['Timed out after 10000ms while waiting for container ports to be bound to the host', /port/],
  ['exec /docker-entrypoint.sh: exec format error', /another processor/],
  ['error creating overlay mount: no space left on device', /docker system prune/],
  ['cannot allocate memory', /more memory/],
  ['something new', /docker run --rm/],
])('a container that does not start: %s', (reason, hint) => {
  const error = explainStart(IMAGE, new Error(`(HTTP code 400) unexpected - ${reason} `));
  expect(error.message).toBe(`the container of ${IMAGE} did not start: ${reason}`);
  expect(error.hint).toMatch(hint);
});

test('the last words of a container are shown and understood', () => {
  const error = explainStart(IMAGE, new Error('it ended with exit code 1'), [
    'LOG:  starting',
    'FATAL:  could not access file "timescaledb": No such file or directory',
  ]);
  expect(error.message.split('\n')).toEqual([
    `the container of ${IMAGE} did not start: it ended with exit code 1`,
    '  LOG:  starting',
    '  FATAL:  could not access file "timescaledb": No such file or directory',
  ]);
  expect(error.hint).toContain('no TimescaleDB');
});

test.each([
  [
    '(HTTP code 500) server error - Get "https://r.io/v2/": dial tcp: lookup r.io on 127.0.0.53:53: no such host ',
    'lookup r.io: no such host',
  ],
  [
    'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    '127.0.0.1:1: connect: connection refused',
  ],
  ['plain words', 'plain words'],
])('%s', (message, words) => {
  expect(dockerMessage(new Error(message))).toBe(words);
});
