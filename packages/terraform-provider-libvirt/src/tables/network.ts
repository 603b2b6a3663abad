import { live, replace } from './effect';
import { flag, list, number, object, type Rows, type Table, text } from './row';
import { sameIgnoringCase } from './spelling';
import { stringAt } from './value';

const identity = replace('it is the identity of the network');
const updatedLive = live('libvirt changes it in the running network');

/** Reservations: `ips[].dhcp.hosts`. */
export const dhcpHosts = list('Reservations.', {
  place: 'host',
  key: (host) => stringAt(host, 'mac') ?? stringAt(host, 'name'),
  effect: updatedLive,
  rows: {
    mac: text('Hardware address.', { place: '@mac', same: sameIgnoringCase }),
    name: text('Host name.', { place: '@name' }),
    ip: text('Reserved address.', { place: '@ip' }),
  },
});

/** Names: `dns.host`. */
export const dnsHosts = list('Names that are answered.', {
  place: 'host',
  key: (host) => stringAt(host, 'ip'),
  effect: updatedLive,
  rows: {
    ip: text('The address.', { place: '@ip', mode: 'required' }),
    hostnames: list('Its names.', { place: 'hostname', rows: { hostname: text('A name.', { place: '.', mode: 'required' }) } }),
  },
});

const dhcp = object('Addresses that libvirt gives out.', {
  place: 'dhcp',
  rows: {
    ranges: list('Ranges of addresses that are given out.', {
      place: 'range',
      key: (range) => stringAt(range, 'start'),
      rows: { start: text('First address.', { place: '@start' }), end: text('Last address.', { place: '@end' }) },
    }),
    hosts: dhcpHosts,
  },
});

const dns = object('The name service on the bridge.', {
  place: 'dns',
  rows: {
    enable: text('Whether it runs.', { place: '@enable', implied: 'yes', oneOf: ['yes', 'no'] }),
    forwarders: list('Servers that are asked what is not known here.', {
      place: 'forwarder',
      rows: { addr: text('Address of the server.', { place: '@addr' }), domain: text('Only names of this domain.', { place: '@domain' }) },
    }),
    host: dnsHosts,
  },
});

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
  forward: object('How guests reach what is outside; without it the network is isolated.', {
    place: 'forward',
    presence: true,
    owned: true,
    rows: {
      mode: text('How packets leave.', { place: '@mode', implied: 'nat' }),
      dev: text('Only through this interface of the host.', { place: '@dev' }),
      nat: object('Address translation.', {
        place: 'nat',
        chosenByLibvirt: true,
        rows: {
          ports: list('Port ranges for translated connections.', {
            place: 'port',
            rows: {
              start: number('First port.', { place: '@start', mode: 'required' }),
              end: number('Last port.', { place: '@end', mode: 'required' }),
            },
          }),
        },
      }),
    },
  }),
  bridge: object('The bridge on the host.', {
    place: 'bridge',
    chosenByLibvirt: true,
    rows: {
      name: text('Name of the interface, at most 15 characters.', { place: '@name', mode: 'optional+computed' }),
      stp: text('Spanning tree protocol.', { place: '@stp', implied: 'on', oneOf: ['on', 'off'] }),
      delay: text('Forward delay in seconds.', { place: '@delay', implied: '0' }),
    },
  }),
  mtu: object('Packet size.', { place: 'mtu', rows: { size: number('Bytes.', { place: '@size', mode: 'required' }) } }),
  domain: object('DNS domain of the guests.', {
    place: 'domain',
    rows: {
      name: text('Name of the domain.', { place: '@name' }),
      local_only: text('Names of the domain are never asked elsewhere.', { place: '@localOnly', implied: 'no', oneOf: ['yes', 'no'] }),
    },
  }),
  dns,
  ips: list('Addresses of the host on the bridge.', {
    place: 'ip',
    key: (ip) => stringAt(ip, 'address'),
    rows: {
      family: text('Address family.', { place: '@family', implied: 'ipv4', oneOf: ['ipv4', 'ipv6'] }),
      address: text('The address.', { place: '@address' }),
      netmask: text('Network mask.', { place: '@netmask' }),
      prefix: number('Length of the network prefix.', { place: '@prefix' }),
      dhcp,
    },
  }),
};

/** `libvirt_network`. */
export const networkTable: Table = {
  name: 'libvirt_network',
  doc: 'A virtual network of the host.',
  skeleton: '<network/>',
  known: ({ active }) => (typeof active === 'boolean' ? { running: active } : {}),
  effect: (_before, _after, { running }) =>
    running === false
      ? { kind: 'live', reason: 'the network does not run; the change enters its definition' }
      : {
          kind: 'replace',
          reason: 'libvirt cannot change it in a running network; NICs of running guests lose their link until the guests restart',
        },
  rows,
};
