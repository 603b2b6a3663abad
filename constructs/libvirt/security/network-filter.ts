import { Nwfilter } from '@cdktf/provider-libvirt/lib/nwfilter';
import { Lazy } from 'cdktf';
import { LabApp, stableUuid } from '../../core';
import { Host } from '../host';
import type { Network } from '../network';
import { baseRules, type GuestNetwork } from './base-rules';

const ID = 'GuestFilter';

/** The filter that every guarded interface of a network has, made when first asked for. */
export function networkFilter(network: Network): Nwfilter {
  const existing = network.node.tryFindChild(ID);
  if (existing instanceof Nwfilter) {
    return existing;
  }
  const app = LabApp.of(network);
  const name = `${network.name}-guests`;
  const host = Host.of(network);
  app.ledger.claim(`the packet filter '${name}' on ${host.uri}`, network, 'rename one of them');
  return new Nwfilter(network, ID, {
    name,
    uuid: stableUuid(app.id, 'nwfilter', name),
    rules: Lazy.anyValue({ produce: () => baseRules(guestNetwork(network)) }),
    lifecycle: { createBeforeDestroy: true },
    provider: host.provider,
  });
}

function guestNetwork(network: Network): GuestNetwork {
  const { kind } = network.mode;
  return {
    gateways: network.hostAddresses,
    confinedTo: kind === 'isolated' ? confinement(network) : undefined,
    closed: network.neighbours.filter(isClosed).flatMap(subnetsOf),
  };
}

/** Whether libvirt lets nobody in from another network. */
function isClosed({ mode }: Network): boolean {
  return mode.kind === 'nat' || mode.kind === 'isolated';
}

/** Of each version one network: where there is no subnet of it, that of the link. */
function confinement(network: Network): string[] {
  return [...(network.isIpv6Alone ? ['169.254.0.0/16'] : []), ...subnetsOf(network), ...(network.subnet6 ? [] : ['fe80::/10'])];
}

function subnetsOf({ allSubnets }: Network): string[] {
  return allSubnets.map(String);
}
