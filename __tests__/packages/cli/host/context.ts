import type { HostContext } from '../../../../packages/cli/src/host';
import type { CheckContext } from '../../../../packages/cli/src/host/check';
import { prepare } from '../../../../packages/cli/src/host/preparation';
import type { Manifest, ManifestStack } from '../../../../packages/cli/src/project/manifest';

const STACK: ManifestStack = {
  name: 'lab',
  directory: 'stacks/lab',
  state: 'lab.tfstate',
  dependencies: [],
  hosts: [{ path: 'lab/Workstation', uri: 'qemu:///system' }],
  engines: [{ path: 'lab/Docker', host: 'unix:///var/run/docker.sock' }],
  pools: [],
  networks: [],
  dockerNetworks: [],
  machines: [],
  services: [],
  assets: [],
  secrets: [],
};

/** A manifest of one stack on this machine with what the test is about. */
export function manifestOf(stack: Partial<ManifestStack>): Manifest {
  return { version: 1, lab: 'lab', stacks: [{ ...STACK, ...stack }] };
}

/** A machine of 1 GiB. */
export const MACHINE: ManifestStack['machines'][number] = {
  name: 'web-1',
  domain: 'lab-web-1',
  path: 'lab/Workstation/Web1',
  uuid: '00000000-0000-4000-8000-000000000001',
  host: 'lab/Workstation',
  network: 'lab-lan',
  address: '10.20.0.11',
  mac: '52:54:00:00:00:01',
  user: 'debian',
  running: true,
  memory: 2 ** 30,
  disk: 10 * 2 ** 30,
  probes: [],
};

/** A host context in a folder. */
export function hostContext(folder: string, manifest?: Manifest): HostContext {
  return {
    manifest,
    projectDir: folder,
    cacheDir: `${folder}/cache`,
    osPackages: [],
    interactive: false,
    signal: new AbortController().signal,
    log: () => undefined,
  };
}

/** What a check sees in a folder. */
export function checkContext(folder: string, stack?: Partial<ManifestStack>): CheckContext {
  return prepare(hostContext(folder, stack && manifestOf(stack)));
}
