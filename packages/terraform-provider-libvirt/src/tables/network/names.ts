import { list, number, object, text } from '../row';
import { stringAt } from '../value';
import { updatedLive } from './effects';

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

/** Texts: `dns.tx_ts`. */
export const dnsTexts = list('TXT records.', {
  place: 'txt',
  key: (record) => stringAt(record, 'name'),
  effect: updatedLive,
  rows: {
    name: text('Name of the record.', { place: '@name', mode: 'required' }),
    value: text('The text.', { place: '@value', mode: 'required' }),
  },
});

/** Services: `dns.sr_vs`. */
export const dnsServices = list('SRV records.', {
  place: 'srv',
  key: (record) => ['service', 'protocol', 'domain', 'target'].map((part) => stringAt(record, part) ?? '').join(' '),
  effect: updatedLive,
  rows: {
    service: text('Name of the service, without an underscore.', { place: '@service' }),
    protocol: text('Its protocol, such as `tcp`.', { place: '@protocol' }),
    domain: text('The domain that is asked about. Default: that of the network.', { place: '@domain' }),
    target: text('Name of the host that serves it.', { place: '@target' }),
    port: number('Port there.', { place: '@port' }),
    priority: number('Lower ones are tried first.', { place: '@priority' }),
    weight: number('Share among those of the same priority.', { place: '@weight' }),
  },
});

/** `dns`. */
export const dns = object('The name service on the bridge.', {
  place: 'dns',
  rows: {
    enable: text('Whether it runs.', { place: '@enable', implied: 'yes', oneOf: ['yes', 'no'] }),
    forwarders: list('Servers that are asked what is not known here.', {
      place: 'forwarder',
      rows: { addr: text('Address of the server.', { place: '@addr' }), domain: text('Only names of this domain.', { place: '@domain' }) },
    }),
    host: dnsHosts,
    tx_ts: dnsTexts,
    sr_vs: dnsServices,
  },
});
