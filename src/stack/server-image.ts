import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';

type Docker = (args: readonly string[]) => Promise<string>;

/**
 * The image of servers that archive: the one of the env file with pgBackRest in it. Built on top of it where it lacks the
 * program, and anew where it is another image under the same name.
 *
 * @param stackDir the directory with archive/Dockerfile
 * @returns the name of the image
 */
export async function archivingImage(docker: Docker, image: string, stackDir: string): Promise<string> {
  const inspect = (name: string) => docker(['image', 'inspect', '--format', '{{.Id}}', name]).catch(() => undefined);
  let id = await inspect(image);
  if (id === undefined) {
    await docker(['pull', '--quiet', image]);
    id = await inspect(image);
  }
  const name = `timescale-ci-archiving:${id?.trim().replace('sha256:', '').slice(0, 12)}`;
  if ((await inspect(name)) !== undefined) return name;
  const has = ['run', '--rm', '--network', 'none', '--entrypoint', '/bin/sh', image, '-c', 'command -v pgbackrest'];
  const there = await docker(has).then(
    () => true,
    () => false,
  );
  if (there) {
    await docker(['tag', image, name]);
    return name;
  }
  try {
    await docker(['build', '--quiet', '--build-arg', `BASE=${image}`, '--tag', name, join(stackDir, 'archive')]);
  } catch (cause) {
    throw new UserError(`pgBackRest cannot be added to ${image}: ${messageOf(cause).split('\n').at(-1)}`, {
      hint: 'The build needs the package mirror of Alpine or Debian. Or name an image that has pgbackrest in TIMESCALE_IMAGE.',
      cause,
    });
  }
  return name;
}
