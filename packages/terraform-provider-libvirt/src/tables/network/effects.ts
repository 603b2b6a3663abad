import { type EffectRule, live, replace, restart } from '../effect';

/** Name and UUID. */
export const identity = replace('it is the identity of the network');

/** What libvirt can change in a network that runs. */
export const updatedLive = live('libvirt changes it in the running network');

/** What needs the network to be stopped and started: its UUID, its definition and the guests stay. */
export const restarted: EffectRule = restart(
  'the network is restarted in place; running guests stay, and their NICs are without a network for a moment',
);

/** Addresses: as a restart, and guests have to ask for theirs anew. */
export const renumbered: EffectRule = restart(
  'the network is restarted in place; running guests stay, and see the link go down and up, so that they ask DHCP for an address',
);

/** The size of packets, which a NIC learns when its guest starts. */
export const resized: EffectRule = restart(
  'the network is restarted in place; running guests stay, and use the new size after a restart of their own',
);
