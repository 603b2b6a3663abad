import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors';
import { formatBytes } from '../host/system/bytes';
import { uninterrupted } from '../interruption';
import { ContainerVolumes } from '../lab/container-volumes';
import { DockerEngine } from '../lab/docker-engine';
import type { PlannedVolume } from '../lab/planned-volumes';
import type { Progress } from '../ui/progress';
import type { BackedUpVolume } from './backup-manifest';
import { verifyFile } from './verify';

/**
 * Copies all files of a container volume into a backup's folder; the containers that have it are paused meanwhile.
 *
 * @throws UserError when it does not exist
 */
export async function storeVolume(
  { name, engine: host }: PlannedVolume,
  folder: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<BackedUpVolume> {
  const engine = new DockerEngine(host);
  const volumes = new ContainerVolumes(engine);
  if (!(await volumes.find(name))) {
    throw new UserError(`The volume ${name} does not exist yet.`, 'Bring it up first: labcloud up');
  }
  const running = (await volumes.users(name)).filter(({ State }) => State === 'running');
  const file = join('volumes', `${name}.tar`);
  mkdirSync(join(folder, 'volumes'), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let size = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      progress.update(`${name}: ${formatBytes(size)} fetched`);
      done(null, chunk);
    },
  });
  const paused: string[] = [];
  try {
    for (const { Id } of running) {
      await engine.pauseContainer(Id);
      paused.push(Id);
    }
    const to = createWriteStream(join(folder, file), { mode: 0o600, flags: 'wx', flush: true });
    await volumes.read(name, signal, (tar) => pipeline(tar, counting, to, { signal }));
  } finally {
    await uninterrupted(async () => {
      const resumed = await Promise.allSettled(paused.map((id) => engine.resumeContainer(id)));
      const still = paused.filter((_, index) => resumed[index]?.status === 'rejected');
      if (still.length > 0) {
        throw new UserError(
          `What has the volume ${name} was paused for its backup and does not go on.`,
          `docker unpause ${still.map((id) => id.slice(0, 12)).join(' ')}`,
        );
      }
    });
  }
  const facts = { size, sha256: hash.digest('hex') };
  await verifyFile(join(folder, file), facts, 'tar', { signal });
  return { name, engine: host, file, ...facts };
}
