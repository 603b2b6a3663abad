import { live, restart } from '../effect';
import { choice, list, number, object, text } from '../row';
import { sameIgnoringCase } from '../spelling';
import { stringAt } from '../value';
import { interfaceMembers, interfaceSource } from './interface-effects';

const inside = restart('libvirt cannot change it in an interface of a running machine');

const source = choice('What it is connected to.', {
  place: 'source',
  tag: '@type',
  effect: interfaceSource,
  options: {
    network: {
      value: 'network',
      row: object('A virtual network.', {
        rows: {
          network: text('Name of the network.', { place: '@network' }),
          port_group: text('Port group of the network.', { place: '@portgroup', effect: inside }),
        },
      }),
    },
    bridge: {
      value: 'bridge',
      row: object('A bridge of the host.', { rows: { bridge: text('Its name.', { place: '@bridge', mode: 'required' }) } }),
    },
    direct: {
      value: 'direct',
      row: object('A network interface of the host.', {
        rows: { dev: text('Its name.', { place: '@dev' }), mode: text('How packets pass.', { place: '@mode', chosenByLibvirt: true }) },
      }),
    },
    user: {
      value: 'user',
      row: object('The user-mode network stack.', { rows: { dev: text('Interface of the host.', { place: '@dev' }) } }),
    },
  },
});

/** `devices.interfaces`, told apart by hardware address; one without an address keeps the one that libvirt chose. */
export const interfaces = list('Network interfaces.', {
  place: 'interface',
  watched: true,
  members: interfaceMembers,
  effect: inside,
  key: (nic) => stringAt(nic, 'mac.address')?.toLowerCase(),
  rows: {
    mac: object('Hardware address.', {
      place: 'mac',
      chosenByLibvirt: true,
      identity: true,
      rows: { address: text('Six bytes in lower-case hexadecimal.', { place: '@address', mode: 'required', same: sameIgnoringCase }) },
    }),
    source,
    model: object('What the guest sees.', {
      place: 'model',
      chosenByLibvirt: true,
      rows: { type: text('Model such as `virtio`.', { place: '@type', mode: 'required' }) },
    }),
    filter_ref: object('Packet filter.', {
      place: 'filterref',
      effect: live('libvirt changes the rules of the running machine'),
      rows: { filter: text('Name of the filter.', { place: '@filter', mode: 'required' }) },
    }),
    link: object('The cable.', {
      place: 'link',
      effect: live('the cable is plugged in or pulled'),
      rows: { state: text('`up` or `down`.', { place: '@state', mode: 'required', oneOf: ['up', 'down'] }) },
    }),
    mtu: object('Packet size.', { place: 'mtu', rows: { size: number('Bytes.', { place: '@size', mode: 'required' }) } }),
    boot: object('Place in the boot order.', {
      place: 'boot',
      rows: { order: number('Counts from 1.', { place: '@order', mode: 'required' }) },
    }),
  },
});
