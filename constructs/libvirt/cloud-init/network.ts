import type { Yaml } from '../yaml';
import { ANYTHING, either, fields, FLAG, list, map, oneOf, text, whole } from './shape';

const NAME = text('a name of an interface, at most 15 characters', /^[A-Za-z][A-Za-z0-9._-]{0,14}$/);
const ADDRESS = text('an address with its prefix, e.g. 10.20.0.5/24', /^[0-9A-Fa-f.:]+\/\d{1,3}$/);
const PLAIN = text('an address', /^[0-9A-Fa-f.:]+$/);
const MAC = text('a MAC address', /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/);
const OVERRIDES = fields({
  hostname: text(),
  'route-metric': whole(0),
  'send-hostname': FLAG,
  'use-dns': FLAG,
  'use-domains': either(FLAG, oneOf('route')),
  'use-hostname': FLAG,
  'use-mtu': FLAG,
  'use-ntp': FLAG,
  'use-routes': FLAG,
});

const COMMON = {
  dhcp4: FLAG,
  dhcp6: FLAG,
  'accept-ra': FLAG,
  'dhcp4-overrides': OVERRIDES,
  'dhcp6-overrides': OVERRIDES,
  addresses: list(ADDRESS),
  gateway4: PLAIN,
  gateway6: PLAIN,
  mtu: whole(68, 65535),
  nameservers: fields({ addresses: list(PLAIN), search: list(text()) }),
  routes: list(fields({ to: either(oneOf('default'), ADDRESS), via: PLAIN, metric: whole(0) }, { required: ['to', 'via'] })),
  optional: FLAG,
  macaddress: MAC,
};

const LINK = fields({
  ...COMMON,
  match: fields({ macaddress: MAC, name: text(), driver: text() }),
  'set-name': NAME,
  wakeonlan: FLAG,
});
const PARTS = {
  ethernets: map(LINK, NAME),
  bonds: map(fields({ ...COMMON, interfaces: list(NAME), parameters: map(ANYTHING) }, { required: ['interfaces'] }), NAME),
  bridges: map(fields({ ...COMMON, interfaces: list(NAME), parameters: map(ANYTHING) }), NAME),
  vlans: map(fields({ ...COMMON, id: whole(0, 4094), link: NAME }, { required: ['id', 'link'] }), NAME),
};
const NETWORK = fields(PARTS);

/** A part of a network configuration of version 2, as cloud-init documents it. */
export type NetworkPart = { readonly [Kind in keyof typeof PARTS]?: Readonly<Record<string, { readonly [name: string]: Yaml }>> };

/**
 * Two parts in one: of an interface that both name, the latter's words are taken.
 * @throws RangeError if cloud-init would not take a part
 */
export function mergedNetwork(before: NetworkPart, added: NetworkPart): NetworkPart {
  const problem = NETWORK.problem(added, 'network');
  if (problem !== undefined) {
    throw new RangeError(`${problem} (of cloud-init's network configuration)`);
  }
  return (Object.keys({ ...before, ...added }) as (keyof NetworkPart)[]).reduce<NetworkPart>((all, kind) => {
    const interfaces = { ...before[kind] };
    for (const [name, words] of Object.entries(added[kind] ?? {})) {
      interfaces[name] = { ...interfaces[name], ...words };
    }
    return { ...all, [kind]: interfaces };
  }, {});
}
