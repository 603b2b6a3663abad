import { statSync, statfsSync } from 'node:fs';
import type { CheckContext, HostCheck } from '../check';
import { formatBytes } from '../system/bytes';
import { existingPart, occupiedBytes } from '../system/folder';

const GIBIBYTE = 2 ** 30;
// A disk starts as an empty layer over its image; the first boots write about this much.
const FIRST_BOOTS = GIBIBYTE / 2;
const MACHINE_IMAGE = GIBIBYTE;
const CONTAINER_IMAGE = GIBIBYTE / 2;
// Packages, the unpacked tree and the image of it exist side by side while an image is built.
const MACHINE_IMAGE_BUILD = 2 * GIBIBYTE;
const DOCKER_FOLDER = '/var/lib/docker';

interface Need {
  readonly path: string;
  readonly bytes: number;
}

/** Whether pools, Docker and the image cache have room for what the lab needs to begin. */
export const diskSpace: HostCheck = {
  name: 'disk-space',
  title: 'Disk space',
  async probe(context) {
    const needs = needsOf(context);
    // Folders on one file system share its room.
    const byDevice = new Map<number, Need[]>();
    for (const need of needs) {
      const device = statSync(existingPart(need.path)).dev;
      byDevice.set(device, [...(byDevice.get(device) ?? []), need]);
    }
    const volumes = [...byDevice.values()].map((shared) => {
      const paths = shared.map(({ path }) => path);
      return { paths, needed: shared.reduce((sum, { bytes }) => sum + bytes, 0), free: freeBytes(existingPart(paths[0] ?? '/')) };
    });
    const say = ({ paths, needed, free }: (typeof volumes)[number]): string =>
      `${formatBytes(free)} free for ${paths.join(', ')}${needed > 0 ? `, ${formatBytes(needed)} needed` : ''}`;
    const tight = volumes.filter(({ needed, free }) => free < needed);
    if (tight.length > 0) {
      const paths = tight.flatMap((volume) => volume.paths);
      return { ok: false, found: tight.map(say).join('; '), fix: `Make room, or move these to a larger file system: ${paths.join(', ')}` };
    }
    const grown = context.wants.machines.reduce((sum, { disk }) => sum + disk, 0);
    return { ok: true, found: volumes.map(say).join('; ') + (grown > 0 ? `; full disks would take ${formatBytes(grown)}` : '') };
  },
};

function needsOf({ wants, cacheDir }: CheckContext): Need[] {
  const machineImages = wants.assets.filter(({ kind }) => kind === 'machine-image').length;
  const containerImages = wants.assets.filter(({ kind }) => kind === 'container-image').length;
  const inPools = machineImages * MACHINE_IMAGE + wants.machines.length * FIRST_BOOTS;
  const pools = wants.pools.map(({ path }) => remaining(path, inPools / wants.pools.length));
  const docker = containerImages > 0 ? [{ path: DOCKER_FOLDER, bytes: containerImages * CONTAINER_IMAGE }] : [];
  return [...pools, ...docker, remaining(cacheDir, machineImages * MACHINE_IMAGE_BUILD + containerImages * CONTAINER_IMAGE)];
}

// What is there already was written by an earlier run.
function remaining(path: string, bytes: number): Need {
  return { path, bytes: Math.max(0, bytes - occupiedBytes(path)) };
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
