import { Nwfilter } from '@cdktf/provider-libvirt/lib/nwfilter';
import { LabApp, stableUuid } from '../../core';
import type { Host } from '../host';

const ID = 'Ipv6SourceFilter';

/** The filters that come with libvirt and look at where an interface sends from. */
export const SOURCE_FILTERS = { mac: 'no-mac-spoofing', ipv4: 'no-ip-spoofing', arp: 'no-arp-spoofing' } as const;

/**
 * The filter of a host that lets IPv6 interfaces send from their own addresses alone, made when first asked for. The one that comes with
 * libvirt lets nobody find neighbours.
 */
export function ipv6SourceFilter(host: Host): Nwfilter {
  const existing = host.node.tryFindChild(ID);
  if (existing instanceof Nwfilter) {
    return existing;
  }
  const app = LabApp.of(host);
  const name = `${app.id}-ipv6-source`;
  app.ledger.claim(`the packet filter '${name}' on ${host.uri}`, host, 'rename one of them');
  const pass = { action: 'return', direction: 'out', priority: 100, protocol: 'ipv6' };
  return new Nwfilter(host, ID, {
    name,
    uuid: stableUuid(app.id, 'nwfilter', name),
    chain: 'ipv6-source',
    rules: [
      { ...pass, srcIpAddr: 'fe80::', srcIpMask: '10' },
      { ...pass, srcIpAddr: '::', srcIpMask: '128' },
      { ...pass, srcIpAddr: '$IPV6' },
      { ...pass, action: 'drop', priority: 1000 },
    ],
    lifecycle: { createBeforeDestroy: true },
    provider: host.provider,
  });
}
