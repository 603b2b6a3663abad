import { type Item } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { trial, type Trial } from '../trial';

const AT = 'devices.interfaces[0]';

function nic(more: Item = {}): Item {
  return { mac: { address: '{mac:1}' }, source: { network: { network: '{lan:1}' } }, model: { type: 'virtio' }, ...more };
}

const bridge = (number: number): Item => ({ bridge: { bridge: `{bridge:${String(number)}}` } });
const on = (path: string, before: string | number, after: string | number, more: Item = {}): Trial =>
  trial(`${AT}.${path}`, before, after, { with: { [AT]: nic(more) } });

/** `devices.interfaces`. */
export const interfaces: Trial[] = [
  trial(AT, null, nic()),
  trial(AT, nic(), null),
  trial(AT, null, nic({ model: { type: 'e1000e' } })),
  trial(AT, null, nic({ model: { type: 'rtl8139' } })),
  trial(`${AT}.mac.address`, '{mac:1}', '{mac:2}', { with: { [AT]: nic() } }),
  on('source.network.network', '{lan:1}', '{lan:2}'),
  on('source.network.port_group', 'one', 'two'),
  trial(`${AT}.source`, { network: { network: '{lan:1}' } }, bridge(2), { with: { [AT]: nic() } }),
  trial(`${AT}.source`, { network: { network: '{lan:1}' } }, { user: {} }, { with: { [AT]: nic() } }),
  trial(`${AT}.source`, { user: {} }, { direct: { dev: '{device:1}', mode: 'bridge' } }, { with: { [AT]: nic() }, modes: ['stopped'] }),
  trial(`${AT}.source.bridge.bridge`, '{bridge:1}', '{bridge:2}', { with: { [AT]: nic({ source: bridge(1) }) } }),
  trial(`${AT}.source.direct.dev`, '{device:1}', '{device:2}', {
    with: { [AT]: nic({ source: { direct: { mode: 'bridge' } } }) },
    modes: ['stopped'],
  }),
  trial(`${AT}.source.direct.mode`, 'bridge', 'vepa', {
    with: { [AT]: nic({ source: { direct: { dev: '{device:1}' } } }) },
    modes: ['stopped'],
  }),
  on('model.type', 'virtio', 'e1000e'),
  on('filter_ref.filter', 'clean-traffic', 'allow-arp'),
  trial(`${AT}.filter_ref`, null, { filter: 'allow-arp' }, { with: { [AT]: nic() } }),
  trial(`${AT}.filter_ref`, { filter: 'allow-arp' }, null, { with: { [AT]: nic() } }),
  on('link.state', 'up', 'down'),
  trial(`${AT}.link`, null, { state: 'down' }, { with: { [AT]: nic() } }),
  on('mtu.size', 1400, 1300),
  trial(`${AT}.boot.order`, 2, 3, { with: { [AT]: nic(), 'devices.disks[0].boot.order': 1 } }),
];

/** What is not tried of that, and why. */
export const interfacesUntried: Record<string, string> = {
  'devices.interfaces.source.user.dev': 'needs passt, which is younger than the QEMU that is tried',
};
