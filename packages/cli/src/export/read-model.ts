import { type Manifest, type ManifestMachine, type ManifestService, type ManifestStack, stackDirectory } from '../project/manifest';
import type { Project } from '../project/project';
import { type StackResource, readStackResources } from '../terraform/stack-json';
import type { Attachment, LabModel, ModelMachine, ModelNetwork, ModelService } from './lab-model';

interface DomainValues {
  readonly vcpu?: number;
  readonly vcpu_current?: number;
  readonly running?: boolean;
  readonly power?: 'paused';
  readonly devices?: {
    readonly interfaces?: readonly {
      readonly mac?: { readonly address?: string };
      readonly source?: { readonly network?: { readonly network?: string } };
    }[];
  };
}

interface NetworkValues {
  readonly name?: string;
  readonly ips?: readonly {
    readonly dhcp?: { readonly hosts?: readonly { readonly ip?: string; readonly mac?: string; readonly id?: string }[] };
  }[];
}

interface ContainerValues {
  readonly networks_advanced?: readonly { readonly name?: string; readonly ipv4_address?: string }[];
}

/** Reads what an app describes from what synth wrote of it. */
export function readModel(project: Project, { lab, stacks }: Manifest): LabModel {
  const parts = stacks.map((stack) => ({ stack, resources: readStackResources(stackDirectory(project, stack)) }));
  const all = parts.flatMap(({ resources }) => resources);
  const addresses = addressesByMac(all);
  return {
    version: 1,
    lab,
    stacks: stacks.map(({ name, dependencies }) => ({ name, dependencies })),
    hosts: stacks.flatMap(({ hosts }) => hosts.map(({ path, uri }) => ({ path, uri }))),
    engines: stacks.flatMap(({ engines }) => engines.map(({ path, host }) => ({ path, address: host }))),
    networks: parts.flatMap(({ stack, resources }) => networksOf(stack, resources)),
    machines: stacks.flatMap((stack) => stack.machines.map((machine) => machineOf(stack, machine, all, addresses))),
    services: stacks.flatMap((stack) => stack.services.map((service) => serviceOf(stack, service, all))),
  };
}

function networksOf({ networks, dockerNetworks, engines }: ManifestStack, resources: readonly StackResource[]): ModelNetwork[] {
  return [
    ...networks.map(({ name, host, subnet }) => ({ name, kind: 'libvirt' as const, place: host, subnet: subnet === '' ? null : subnet })),
    ...dockerNetworks.map(({ name, subnet }) => {
      const found = resources.find(({ type, values }) => type === 'docker_network' && values['name'] === name);
      return { name, kind: 'docker' as const, place: placeOf(found, engines), subnet };
    }),
  ];
}

/** The engine inside which a resource stands. */
function placeOf(resource: StackResource | undefined, engines: ManifestStack['engines']): string {
  const { metadata } = (resource?.values['//'] ?? {}) as { metadata?: { path?: string } };
  return engines.find(({ path }) => metadata?.path?.startsWith(`${path}/`))?.path ?? engines[0]?.path ?? '';
}

function machineOf(
  stack: ManifestStack,
  machine: ManifestMachine,
  resources: readonly StackResource[],
  addresses: ReadonlyMap<string, string>,
): ModelMachine {
  const { name, path, host, domain, address, mac, user, memory, disk, network } = machine;
  const found = resources.find(({ type, values }) => type === 'libvirt_domain' && values['uuid'] === machine.uuid);
  const { vcpu, vcpu_current: current, running = true, power, devices } = (found?.values ?? {}) as DomainValues;
  const others = (devices?.interfaces ?? []).flatMap(({ mac: card, source }): Attachment[] => {
    const to = source?.network?.network;
    return to === undefined || to === network ? [] : [{ network: to, address: addresses.get(card?.address ?? '') ?? null }];
  });
  return {
    name,
    path,
    stack: stack.name,
    group: groupOf(path, host),
    host,
    domain,
    address,
    mac,
    user: user === '' ? null : user,
    power: running ? (power ?? 'running') : 'stopped',
    cpus: current ?? vcpu ?? null,
    memory,
    disk,
    networks: [{ network, address }, ...others],
  };
}

function serviceOf(stack: ManifestStack, service: ManifestService, resources: readonly StackResource[]): ModelService {
  const { name, path, container, url, published } = service;
  const engine = stack.engines.find((each) => path.startsWith(`${each.path}/`))?.path ?? '';
  const isReplica = stack.services.filter((each) => each.path === path).length > 1;
  const found = resources.find(({ type, values }) => type === 'docker_container' && values['name'] === container);
  const { networks_advanced: networks = [] } = (found?.values ?? {}) as ContainerValues;
  return {
    name,
    path,
    stack: stack.name,
    group: isReplica ? path.slice(engine.length + 1) : groupOf(path, engine),
    engine,
    container,
    url,
    published,
    networks: networks.flatMap(({ name: network, ipv4_address: address }) => (network ? [{ network, address: address ?? null }] : [])),
  };
}

/** What stands between a place and what is in it: `lab/Host/Workers/Node1` on `lab/Host` is one of `Workers`. */
function groupOf(path: string, place: string): string | null {
  const between = path
    .slice(place.length + 1)
    .split('/')
    .slice(0, -1);
  return between.length > 0 ? between.join('/') : null;
}

/** What networks reserve for interfaces. */
function addressesByMac(resources: readonly StackResource[]): ReadonlyMap<string, string> {
  const reserved = resources
    .filter(({ type }) => type === 'libvirt_network')
    .flatMap(({ values }) => ((values as NetworkValues).ips ?? []).flatMap(({ dhcp }) => dhcp?.hosts ?? []));
  const pairs = reserved.flatMap(({ mac, id, ip }) => {
    const card = mac ?? macOf(id);
    return card !== undefined && ip !== undefined ? [{ card, ip, isFirst: mac !== undefined }] : [];
  });
  // Where a network has both versions, the address is that of IPv4.
  return new Map([...pairs.filter(({ isFirst }) => !isFirst), ...pairs.filter(({ isFirst }) => isFirst)].map(({ card, ip }) => [card, ip]));
}

/** The hardware address in the identifier of a DHCPv6 client (DUID-LL). */
function macOf(id: string | undefined): string | undefined {
  const [, address] = /^0:3:0:1:(.+)$/.exec(id ?? '') ?? [];
  return address
    ?.split(':')
    .map((byte) => byte.padStart(2, '0'))
    .join(':');
}
