import { messageOf, UserError } from '../errors.ts';
import { dockerClient, loadTestcontainers } from './docker-client.ts';

export type DockerState =
  | { answers: true; version: string; image: 'there' | 'absent' | 'unasked' }
  | { answers: false; problem: string; hint: string | undefined };

/** Whether a Docker engine answers, and whether it has the image. Pulls nothing. */
export async function inspectDocker(image: string | undefined): Promise<DockerState> {
  try {
    const client = await dockerClient();
    const { Version } = await client.container.dockerode.version();
    if (image === undefined) return { answers: true, version: Version, image: 'unasked' };
    const { ImageName } = await loadTestcontainers();
    const there = await client.image.exists(ImageName.fromString(image));
    return { answers: true, version: Version, image: there ? 'there' : 'absent' };
  } catch (error) {
    const hint = error instanceof UserError ? error.hint : undefined;
    return { answers: false, problem: messageOf(error), hint };
  }
}
