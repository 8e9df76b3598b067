import { afterAll, beforeAll, expect, test } from 'vitest';
import { disableRyuk } from '../../src/engine/docker.ts';
import { dockerClient } from '../../src/engine/docker-client.ts';
import { ensureImage } from '../../src/engine/docker-image.ts';
import { type OpenOptions, openEngine } from '../../src/engine/open.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { removeImage } from './support/images.ts';
import { type Behaviour, CREDENTIALS, type Registry, startRegistry } from './support/registry.ts';

/** Long enough for a loopback, short enough for a test. */
const PULL_TIMEOUT_MS = 500;

describeDocker('an image that is not there yet', () => {
  let loggedIn: Registry;
  beforeAll(async () => {
    disableRyuk(process.env);
    loggedIn = await startRegistry('private');
    const { username, password } = CREDENTIALS;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    // What "docker login" would have noted; testcontainers reads it once, when it is loaded.
    process.env['DOCKER_AUTH_CONFIG'] = JSON.stringify({ auths: { [loggedIn.host]: { auth } } });
  });
  afterAll(() => loggedIn[Symbol.asyncDispose]());

  const pull = async (registry: Registry, said: string[] = []) => {
    const image = `${registry.host}/some/db:1`;
    const onProgress = (text: string) => said.push(text.replaceAll(image, 'IMAGE'));
    await ensureImage(await dockerClient(), { image, onProgress, pullTimeout: PULL_TIMEOUT_MS });
    await removeImage(image);
  };

  test('is pulled, and said to be', async () => {
    await using registry = await startRegistry('serves');
    const said: string[] = [];
    await pull(registry, said);
    expect(said).toEqual(['pulling IMAGE', 'pulled IMAGE']);
  });

  test('is pulled with the login that Docker has', async () => {
    await pull(loggedIn);
  });

  test.each<[Behaviour, RegExp, RegExp]>([
    ['missing', /\(.*manifest unknown\)$/, /Check the name and the tag/],
    ['private', /\(.*no basic auth credentials\)$/, /"docker login 127\.0\.0\.1:\d+" first/],
    ['silent', /\(nothing came for 0\.5 s\)$/, /proxy of the Docker engine/],
    ['breaks', /\(filesystem layer verification failed/, /docker load/],
  ])('cannot be pulled from a registry that is %s', async (behaviour, message, hint) => {
    await using registry = await startRegistry(behaviour);
    await expect(pull(registry)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test('is waited for no longer than the signal says', async () => {
    await using registry = await startRegistry('silent');
    const abort = new AbortController();
    const image = `${registry.host}/some/db:1`;
    const onProgress = () => abort.abort(new Error('enough'));
    const pulling = ensureImage(await dockerClient(), { image, onProgress, signal: abort.signal });
    await expect(pulling).rejects.toThrow('enough');
  });
});

describeDocker('the choice of an engine', () => {
  const open = (options: Partial<OpenOptions>) =>
    openEngine({
      engine: 'auto',
      image: dockerImage(),
      database: 'trading_data',
      pullTimeout: PULL_TIMEOUT_MS,
      ...options,
    });

  test('falls on Docker where it has the image', async () => {
    const { engine, why } = await open({});
    await using _ = engine;
    expect(engine.kind).toBe('docker');
    expect(why).toBe(`A Docker engine answers: using ${dockerImage()}.`);
  });

  test('falls on the embedded one where the image cannot be pulled, and says so', async () => {
    await using registry = await startRegistry('silent');
    const image = `${registry.host}/some/db:1`;
    const { engine, why } = await open({ image });
    await using _ = engine;
    expect(engine.kind).toBe('embedded');
    expect(why).toBe(
      `Docker has no image ${image} and cannot pull it from ${registry.host} (nothing came for 0.5 s): ` +
        'using the embedded TimescaleDB.',
    );
  });

  test('is no choice where somebody made it', async () => {
    await using registry = await startRegistry('missing');
    const image = `${registry.host}/some/db:1`;
    await expect(open({ engine: 'docker', image })).rejects.toThrow(`Docker has no image ${image}`);
    const { engine, why } = await open({ engine: 'embedded', image });
    await using _ = engine;
    expect([engine.kind, why]).toEqual(['embedded', undefined]);
  });

  test('does not hide a mistake in the name of the image', async () => {
    await expect(open({ image: 'Not An Image' })).rejects.toThrow('"Not An Image" is not the name of an image');
  });

  test('ends with the signal', async () => {
    await expect(open({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
