import { existsSync, readdirSync } from 'node:fs';
import { Connection } from '@labcloud/libvirt-client';
import { readState, type State } from '../../../packages/cli/src/project/state-file';
import { DockerEngine } from '../../../packages/cli/src/lab/docker-engine';
import { type Lab } from './lab';

/** What is, as `kind name` each, sorted. */
export type Inventory = readonly string[];

/** Everything that exists on a lab's machine. Nothing else runs there, so all of it is the lab's, or left over. */
export async function takeInventory(lab: Lab): Promise<Inventory> {
  const connection = await Connection.open(`qemu:///system?socket=${lab.machine.host.socket}`);
  try {
    const [domains, networks, pools, secrets] = await Promise.all([
      connection.connectListAllDomains(),
      connection.connectListAllNetworks(),
      connection.connectListAllStoragePools(),
      connection.connectListAllSecrets(),
    ]);
    const active = await Promise.all(pools.map(async (pool) => ((await connection.storagePoolIsActive(pool)) ? [pool] : [])));
    const volumes = await Promise.all(active.flat().map((pool) => connection.storagePoolListAllVolumes(pool)));
    const files = existsSync(lab.poolFolder) ? readdirSync(lab.poolFolder) : [];
    return [
      ...domains.map(({ name }) => `domain ${name}`),
      ...networks.map(({ name }) => `network ${name}`),
      ...pools.map(({ name }) => `pool ${name}`),
      ...secrets.map(({ uuid }) => `secret ${uuid}`),
      // libvirt's list and the folder itself must agree.
      ...new Set([...volumes.flat().map(({ name }) => name), ...files].map((name) => `volume ${name}`)),
      ...(await onDocker(lab)),
    ].sort();
  } finally {
    await connection.close();
  }
}

async function onDocker({ kind, machine }: Lab): Promise<string[]> {
  if (kind !== 'docker' || machine.dockerSocket === undefined) return [];
  const engine = new DockerEngine(`unix://${machine.dockerSocket}`);
  const [containers, networks] = await Promise.all([engine.containers('labcloud.lab'), engine.networks('labcloud.lab')]);
  return [...containers.map(({ Id }) => `docker_container ${Id}`), ...networks.map(({ Id }) => `docker_network ${Id}`)];
}

/** Everything that a lab's state knows, in the same words. */
export function knownTo(lab: Lab): Inventory {
  return (readState(lab.state).resources ?? []).flatMap((resource) => wordsOf(resource)).sort();
}

function wordsOf({ type = '', instances = [] }: NonNullable<State['resources']>[number]): string[] {
  const word = WORDS[type];
  if (word === undefined) return [];
  return instances.map(({ attributes }) => `${word[0]} ${String(attributes?.[word[1]])}`);
}

const WORDS: Readonly<Record<string, readonly [kind: string, attribute: string]>> = {
  libvirt_domain: ['domain', 'name'],
  libvirt_network: ['network', 'name'],
  libvirt_pool: ['pool', 'name'],
  libvirt_volume: ['volume', 'name'],
  libvirt_cloudinit_disk: ['volume', 'name'],
  libvirt_secret: ['secret', 'uuid'],
  libvirt_nwfilter: ['nwfilter', 'name'],
  docker_container: ['docker_container', 'id'],
  docker_network: ['docker_network', 'id'],
};
