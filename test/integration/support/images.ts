import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type DockerContainer, dockerClient } from '../../../src/engine/docker-client.ts';

/** The test image with another entry point, under a name of its own: a quick way to an image that misbehaves. */
export async function imageWith(base: string, script: string): Promise<string> {
  const { dockerode } = (await dockerClient()).container;
  const container = await dockerode.createContainer({ Image: base });
  const name = `timescale-ci-broken-${randomBytes(4).toString('hex')}`;
  try {
    const entry = JSON.stringify(['/bin/bash', '-c', script, '--']);
    await container.commit({ repo: name, tag: 'test', changes: `ENTRYPOINT ${entry}` });
  } finally {
    await container.remove();
  }
  return `${name}:test`;
}

/** An image with nothing in it. */
export async function emptyImage(): Promise<string> {
  const { dockerode } = (await dockerClient()).container;
  const name = `timescale-ci-empty-${randomBytes(4).toString('hex')}`;
  const stream = await dockerode.importImage(Readable.from([Buffer.alloc(1024)]), { repo: name, tag: 'test' });
  for await (const _ of stream);
  return `${name}:test`;
}

export async function removeImage(name: string): Promise<void> {
  const { dockerode } = (await dockerClient()).container;
  await dockerode.getImage(name).remove({ force: true });
}

/** A container of another run, which never starts. */
export async function idleContainer(image: string, label: string): Promise<DockerContainer> {
  const { dockerode } = (await dockerClient()).container;
  return dockerode.createContainer({ Image: image, Labels: { 'timescale-ci.run': label } });
}

/** The containers of a run, in any state. */
export async function containersOf(label: string): Promise<DockerContainer[]> {
  const client = await dockerClient();
  const list = await client.container.dockerode.listContainers({
    all: true,
    filters: { label: [`timescale-ci.run=${label}`] },
  });
  return list.map(({ Id }) => client.container.getById(Id));
}
