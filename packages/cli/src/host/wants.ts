import type { Manifest, ManifestMachine, ManifestService, ManifestStack } from '../project/manifest';

/** What the lab wants of this machine: everything on a remote host or engine is left out. */
export interface Wants {
  /** The lab's id, or undefined before the first synth. */
  readonly lab: string | undefined;
  /** Whether the lab uses libvirt on this machine. */
  readonly libvirt: boolean;
  readonly libvirtUri: string;
  /** Unix sockets of the Docker engines on this machine. */
  readonly dockerSockets: readonly string[];
  readonly pools: readonly { readonly name: string; readonly path: string }[];
  readonly networks: readonly {
    readonly name: string;
    readonly bridge: string;
    readonly subnet: string | null;
    readonly subnet6?: string;
    readonly isolated?: true;
  }[];
  readonly dockerNetworks: readonly { readonly name: string; readonly subnet: string }[];
  readonly machines: readonly ManifestMachine[];
  readonly services: readonly ManifestService[];
  readonly assets: ManifestStack['assets'];
}

const SYSTEM_URI = 'qemu:///system';
const DOCKER_SOCKET = '/var/run/docker.sock';
const UNIX = 'unix://';

/** Reads from the manifest what the lab wants of this machine; without one, libvirt and Docker. */
export function wantsOf(manifest: Manifest | undefined): Wants {
  const stacks = manifest?.stacks ?? [];
  const hosts = stacks.flatMap((stack) => stack.hosts).filter(({ uri }) => isLocal(uri));
  const here = new Set(hosts.map(({ path }) => path));
  const onHost = <T extends { readonly host: string }>(things: readonly T[]): T[] => things.filter(({ host }) => here.has(host));
  const sockets = stacks
    .flatMap((stack) => stack.engines)
    .filter(({ host }) => host.startsWith(UNIX))
    .map(({ host }) => host.slice(UNIX.length));
  const engineHere = sockets.length > 0;
  return {
    lab: manifest?.lab,
    libvirt: manifest === undefined || hosts.length > 0,
    libvirtUri: hosts[0]?.uri ?? SYSTEM_URI,
    dockerSockets: manifest === undefined ? [DOCKER_SOCKET] : [...new Set(sockets)],
    // A volume group is no folder.
    pools: stacks.flatMap((stack) => onHost(stack.pools)).filter(({ path }) => !path.startsWith('/dev/')),
    networks: stacks.flatMap((stack) => onHost(stack.networks)),
    dockerNetworks: engineHere ? stacks.flatMap((stack) => stack.dockerNetworks) : [],
    machines: stacks.flatMap((stack) => onHost(stack.machines)),
    services: engineHere ? stacks.flatMap((stack) => stack.services) : [],
    assets: stacks.flatMap((stack) => stack.assets),
  };
}

function isLocal(uri: string): boolean {
  return /^qemu:\/\/\/system(\?|$)/.test(uri);
}
