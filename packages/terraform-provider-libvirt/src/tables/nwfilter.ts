import { SocketAddress } from 'node:net';
import { childElements, element, removeChild, type XmlElement } from '../xml';
import { type Codec, decimal, plainText } from './codec';
import { live, replace } from './effect';
import { list, number, type Rows, type ScalarRow, type Table, text } from './row';
import { sameIgnoringCase } from './spelling';
import { type Value } from './value';

const identity = replace('interfaces and other filters refer to it by that');

const INTERNET = ['all', 'tcp', 'udp', 'udplite', 'sctp', 'esp', 'ah'];
const PROTOCOLS = [
  ...INTERNET,
  ...INTERNET.map((name) => `${name}-ipv6`),
  'icmp',
  'icmpv6',
  'igmp',
  'mac',
  'vlan',
  'stp',
  'arp',
  'rarp',
  'ip',
  'ipv6',
];

/** The protocol of a rule is the name of the one element inside of it. */
const protocolName: Codec = {
  read: (rule) => childElements(rule)[0]?.name ?? null,
  write: (rule, _place, value) => {
    const [first] = childElements(rule);
    if (first === undefined) rule.children.push(element(String(value)));
    else first.name = String(value);
  },
  remove: (rule) => {
    const [first] = childElements(rule);
    if (first !== undefined) removeChild(rule, first);
  },
};

/** What stands in the element that the protocol names. */
function inProtocol(codec: Codec): Codec {
  const within = (rule: XmlElement, act: (protocol: XmlElement) => void): void => {
    const [protocol] = childElements(rule);
    if (protocol !== undefined) act(protocol);
  };
  return {
    read: (rule, place, prior) => {
      const [protocol] = childElements(rule);
      return protocol === undefined ? null : codec.read(protocol, place, prior);
    },
    write: (rule, place, value, before) => {
      within(rule, (protocol) => {
        codec.write(protocol, place, value, before);
      });
    },
    remove: (rule, place, before) => {
      within(rule, (protocol) => {
        codec.remove(protocol, place, before);
      });
    },
  };
}

function canonical(address: Value): string | undefined {
  try {
    return new SocketAddress({ address: String(address), family: String(address).includes(':') ? 'ipv6' : 'ipv4' }).address;
  } catch {
    return undefined;
  }
}

function sameAddress(a: Value, b: Value): boolean {
  const address = canonical(a);
  return address !== undefined && address === canonical(b);
}

function address(doc: string, attribute: string): ScalarRow {
  return text(doc, { place: `@${attribute}`, codec: inProtocol(plainText), same: sameAddress });
}

function word(doc: string, attribute: string, rest: Pick<ScalarRow, 'implied' | 'oneOf'> = {}): ScalarRow {
  return text(doc, { place: `@${attribute}`, codec: inProtocol(plainText), ...rest });
}

function count(doc: string, attribute: string): ScalarRow {
  return number(doc, { place: `@${attribute}`, codec: inProtocol(decimal) });
}

const rules = list('Rules. The one with the lowest priority that fits a packet decides; of equal ones the first.', {
  place: 'rule',
  extension: true,
  rows: {
    action: text('What happens to the packet.', {
      place: '@action',
      mode: 'required',
      oneOf: ['accept', 'drop', 'reject', 'return', 'continue'],
    }),
    direction: text('As the guest sees it.', { place: '@direction', mode: 'required', oneOf: ['in', 'out', 'inout'] }),
    priority: number('From -1000 to 1000.', { place: '@priority', implied: 500 }),
    statematch: text('Whether connections are followed, so that answers pass.', {
      place: '@statematch',
      implied: 'true',
      oneOf: ['true', 'false'],
    }),
    protocol: text('What it is about, such as `tcp`, `udp-ipv6` or `all`.', {
      place: '.',
      codec: protocolName,
      mode: 'required',
      oneOf: PROTOCOLS,
    }),
    match: word('Whether the packet is to fit what follows.', 'match', { implied: 'yes', oneOf: ['yes', 'no'] }),
    src_ip_addr: address('Where it comes from.', 'srcipaddr'),
    src_ip_mask: word('Length of the prefix of that address.', 'srcipmask'),
    dst_ip_addr: address('Where it goes.', 'dstipaddr'),
    dst_ip_mask: word('Length of the prefix of that address.', 'dstipmask'),
    src_port_start: count('First of the ports that it comes from.', 'srcportstart'),
    src_port_end: count('Last of them.', 'srcportend'),
    dst_port_start: count('First of the ports that it goes to.', 'dstportstart'),
    dst_port_end: count('Last of them.', 'dstportend'),
    type: count('Type of an ICMP message.', 'type'),
    code: count('Code of an ICMP message.', 'code'),
    state: word('State of the connection, such as `RELATED`.', 'state'),
    comment: word('Stands beside the rule in the lists of the host.', 'comment'),
  },
});

const rows: Rows = {
  id: text('The UUID.', { place: 'uuid', mode: 'computed', extension: true }),
  name: text('Name, unique on the host.', { place: '@name', mode: 'required', extension: true, effect: identity }),
  uuid: text('UUID; chosen by libvirt when left out.', {
    place: 'uuid',
    mode: 'optional+computed',
    extension: true,
    same: sameIgnoringCase,
    effect: identity,
  }),
  chain: text('The table of the host that its rules stand in, such as `ipv6-own`.', { place: '@chain', implied: 'root', extension: true }),
  filter_refs: list('Filters whose rules belong to this one.', {
    place: 'filterref',
    extension: true,
    rows: {
      filter: text('Name of the filter.', { place: '@filter', mode: 'required' }),
      parameters: list('Values of its variables.', {
        place: 'parameter',
        rows: {
          name: text('Name of the variable.', { place: '@name', mode: 'required' }),
          value: text('One of its values.', { place: '@value', mode: 'required' }),
        },
      }),
    },
  }),
  rules,
};

/** `libvirt_nwfilter`. */
export const nwfilterTable: Table = {
  name: 'libvirt_nwfilter',
  doc: 'A packet filter for interfaces of guests. Not in the published provider (extension).',
  skeleton: '<filter/>',
  effect: live('libvirt changes the rules of the machines that run; connections that are no longer allowed end'),
  rows,
};
