import fc from '../../../support/properties';
import { libvirt } from '../../../../constructs';
import { allOutRules, baseRules } from '../../../../constructs/libvirt/security/base-rules';
import { type Allowance, rulesFor } from '../../../../constructs/libvirt/security/filter-rules';
import { holds, type Packet, passes } from './packet-filter';

const { Port } = libvirt;
const OWN = '10.20.0.0/24';
const CLOSED = '10.21.0.0/24';
const GATEWAY = '10.20.0.1';

// Few values, so that rules and packets meet.
const addresses = ['10.20.0.1', '10.20.0.7', '10.20.0.99', '10.21.0.5', '192.0.2.1', 'fd00:20::7', '2001:db8::1'];
const networks = ['10.20.0.0/24', '10.20.0.7/32', '10.21.0.5/32', '0.0.0.0/0', 'fd00:20::/64', '::/0'];
const numbers = [8, 22, 80, 81, 443];

const port = fc.oneof(
  fc.constantFrom(...numbers).map((number) => Port.tcp(number)),
  fc.constantFrom(...numbers).map((number) => Port.udp(number)),
  fc.constant(Port.tcpRange(80, 400)),
  fc.constantFrom(Port.allTcp(), Port.allUdp(), Port.allTraffic(), Port.icmpPing(), Port.allIcmp(), Port.icmpTypeAndCode(8, 0)),
);
const allowance: fc.Arbitrary<Allowance> = fc.record({
  direction: fc.constantFrom('in' as const, 'out' as const),
  network: fc.constantFrom(...networks),
  port,
});
const packet: fc.Arbitrary<Packet> = fc
  .record({
    direction: fc.constantFrom('in' as const, 'out' as const),
    address: fc.constantFrom(...addresses),
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
    port: fc.constantFrom(...numbers),
  })
  .map((each) => (each.protocol === 'icmp' && each.address.includes(':') ? { ...each, protocol: 'icmpv6' as const } : each));

const within = (cidr: string, address: string): boolean => {
  const [network = '', length] = cidr.split('/');
  return holds(network, Number(length), address);
};

/** What the words of an allowance mean. */
function means({ direction, network, port: allowed }: Allowance, { address, protocol, port: to, direction: way }: Packet): boolean {
  if (direction !== way || !within(network, address)) return false;
  switch (allowed.protocol) {
    case 'all':
      return true;
    case 'any-icmp':
      return protocol.startsWith('icmp');
    case 'ping':
      return (protocol === 'icmp' && to === 8) || (protocol === 'icmpv6' && to === 128);
    case 'icmp':
    case 'icmpv6':
      return protocol === allowed.protocol && allowed.message?.[0] === to;
    default:
      return protocol === allowed.protocol && (allowed.range === undefined || (to >= allowed.range[0] && to <= allowed.range[1]));
  }
}

const base = baseRules({ gateways: [GATEWAY], confinedTo: undefined, closed: [CLOSED] });

describe('the compiled rules', () => {
  test('let in exactly what somebody has allowed by name', () => {
    fc.assert(
      fc.property(fc.array(allowance, { maxLength: 6 }), packet, fc.boolean(), (allowed, each, allOut) => {
        const groups = [allowed.flatMap(rulesFor), allOut ? allOutRules() : []];
        const named = allowed.some((rule) => means(rule, each));
        const outwards = each.direction === 'out' && allOut && !within(CLOSED, each.address);
        expect(passes([base, ...groups], each)).toBe(named || outwards);
      }),
      { numRuns: 2000 },
    );
  });

  test('do not depend on the order of allowances', () => {
    fc.assert(
      fc.property(fc.array(allowance, { maxLength: 6 }), packet, (allowed, each) => {
        const [there, back] = [allowed, [...allowed].reverse()].map((list) => passes([list.flatMap(rulesFor), base], each));
        expect(there).toBe(back);
      }),
    );
  });

  test('let the DNS of the network be asked, whatever the groups say', () => {
    const question = { direction: 'out', protocol: 'udp', port: 53 } as const;
    expect(passes([base], { ...question, address: GATEWAY })).toBe(true);
    expect(passes([base], { ...question, address: '192.0.2.1' })).toBe(false);
  });

  test('keep guests of an isolated network there, unless a rule names who is elsewhere', () => {
    const confined = [baseRules({ gateways: [GATEWAY], confinedTo: [OWN], closed: [] }), allOutRules()];
    const to = (address: string): Packet => ({ direction: 'out', protocol: 'tcp', port: 80, address });
    expect(passes(confined, to('10.20.0.7'))).toBe(true);
    expect(passes(confined, to('192.0.2.1'))).toBe(false);
    const named = rulesFor({ direction: 'out', network: '192.0.2.1/32', port: Port.tcp(80) });
    expect(passes([...confined, named], to('192.0.2.1'))).toBe(true);
  });

  test('let the answer to a ping pass, of which libvirt does not think itself', () => {
    expect(rulesFor({ direction: 'in', network: '10.20.0.7/32', port: Port.icmpPing() })).toEqual([
      { action: 'accept', direction: 'in', priority: 400, protocol: 'icmp', type: 8, src_ip_addr: '10.20.0.7', src_ip_mask: '32' },
      { action: 'accept', direction: 'out', priority: 400, protocol: 'icmp', type: 0, dst_ip_addr: '10.20.0.7', dst_ip_mask: '32' },
    ]);
  });

  test('take no word of a description for Terraform’s', () => {
    const [rule] = rulesFor({ direction: 'in', network: '0.0.0.0/0', port: Port.tcp(1), description: 'costs ${5}' });
    expect(rule?.comment).toBe('costs $${5}');
  });
});
