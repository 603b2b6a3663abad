import { live } from '../effect';
import { flag, number, object, type Rows, type Table, text } from '../row';
import { sameIgnoringCase } from '../spelling';
import { addresses } from './addresses';
import { declareDnsmasq, dnsmasqOptions } from './dnsmasq';
import { identity, resized, restarted } from './effects';
import { forward } from './forward';
import { dns } from './names';
import { routes } from './routes';
import { virtualPort, vlan } from './switching';

export { dhcpHosts, dhcpRanges } from './addresses';
export { dnsHosts, dnsServices, dnsTexts } from './names';

const rows: Rows = {
  id: text('The UUID.', { place: 'uuid', mode: 'computed' }),
  name: text('Name, unique on the host.', { place: 'name', mode: 'required', effect: identity }),
  uuid: text('UUID; settable (extension), so that a network that a cut-off run made is found again.', {
    place: 'uuid',
    mode: 'optional+computed',
    same: sameIgnoringCase,
    effect: identity,
  }),
  autostart: flag('Whether it starts with the host.', { mode: 'optional+computed', implied: false, effect: live('a setting of the host') }),
  active: flag('Whether it runs.', { extension: true, default: true, effect: live('it is started or stopped') }),
  forward,
  bridge: object('The bridge on the host.', {
    place: 'bridge',
    chosenByLibvirt: true,
    rows: {
      name: text('Name of the interface, at most 15 characters.', { place: '@name', mode: 'optional+computed' }),
      stp: text('Spanning tree protocol.', { place: '@stp', implied: 'on', oneOf: ['on', 'off'] }),
      delay: text('Forward delay in seconds.', { place: '@delay', implied: '0' }),
    },
  }),
  mtu: object('Packet size.', { place: 'mtu', effect: resized, rows: { size: number('Bytes.', { place: '@size', mode: 'required' }) } }),
  domain: object('DNS domain of the guests.', {
    place: 'domain',
    rows: {
      name: text('Name of the domain.', { place: '@name' }),
      local_only: text('Names of the domain are never asked elsewhere.', { place: '@localOnly', implied: 'no', oneOf: ['yes', 'no'] }),
    },
  }),
  dns,
  ips: addresses,
  routes,
  vlan,
  virtual_port: virtualPort,
  dnsmasq_options: dnsmasqOptions,
};

/** `libvirt_network`. */
export const networkTable: Table = {
  name: 'libvirt_network',
  doc: 'A virtual network of the host.',
  skeleton: '<network/>',
  known: ({ active }) => (typeof active === 'boolean' ? { running: active } : {}),
  effect: restarted,
  finish: declareDnsmasq,
  rows,
};
