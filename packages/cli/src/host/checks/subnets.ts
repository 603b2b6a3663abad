import type { CheckContext, HostCheck } from '../check';
import { dockerNetworks } from '../network/docker-inventory';
import { readRoutes } from '../network/routes';
import { type Subnet, formatSubnet, overlap, parseSubnet } from '../network/subnet';

interface Taken {
  readonly subnet: Subnet;
  readonly by: string;
}

/** Whether the lab's subnets are free on this machine. */
export const subnets: HostCheck = {
  name: 'subnets',
  title: 'Subnets',
  needs: ['docker'],
  async probe(context) {
    const wanted = wantedSubnets(context);
    if (wanted.length === 0) {
      return { ok: true, found: 'not needed' };
    }
    const taken = await takenSubnets(context);
    const clashes = wanted.flatMap(({ name, range }) => {
      const other = taken.find(({ subnet }) => overlap(range, subnet));
      return other ? [`${formatSubnet(range)} of network ${name} overlaps ${formatSubnet(other.subnet)} of ${other.by}`] : [];
    });
    return clashes.length === 0
      ? { ok: true, found: wanted.map(({ range }) => formatSubnet(range)).join(', ') }
      : { ok: false, found: clashes.join('; '), fix: "Give the network another 'subnet' in the app, or remove the other network." };
  },
};

/** What the lab's networks are to have, of both versions of IP. */
function wantedSubnets({ wants: { networks, dockerNetworks } }: CheckContext): { name: string; range: Subnet }[] {
  const named = [
    ...networks.flatMap(({ name, subnet, subnet6 }) => [subnet, subnet6].map((text) => ({ name, text }))),
    ...dockerNetworks.map(({ name, subnet: text }) => ({ name, text })),
  ];
  return named.flatMap(({ name, text }) => {
    const range = text ? parseSubnet(text) : undefined;
    return range ? [{ name, range }] : [];
  });
}

async function takenSubnets(context: CheckContext): Promise<Taken[]> {
  const { wants } = context;
  const networks = await dockerNetworks(wants.dockerSockets);
  const ownNames = new Set(wants.dockerNetworks.map(({ name }) => name));
  const own = networks.filter(({ name }) => ownNames.has(name));
  const ownDevices = new Set([...wants.networks, ...own].map(({ bridge }) => bridge));
  const others = networks.filter((network) => !own.includes(network));
  const byDocker = others.flatMap((network) =>
    network.subnets.flatMap((range) => {
      const subnet = parseSubnet(range);
      return subnet ? [{ subnet, by: `Docker's network ${network.name}` }] : [];
    }),
  );
  const isWiderThanAll = ({ version, prefix }: Subnet): boolean =>
    wantedSubnets(context).every(({ range }) => range.version !== version || prefix < range.prefix);
  // A wider network behind a gateway, a company's 10.0.0.0/8 for example, goes on working around the lab's part of it.
  const byRoute = readRoutes()
    .filter(({ device, destination, viaGateway }) => !ownDevices.has(device) && !(viaGateway && isWiderThanAll(destination)))
    .map(({ device, destination }) => ({ subnet: destination, by: `the interface ${device}` }));
  return [...byDocker, ...byRoute];
}
