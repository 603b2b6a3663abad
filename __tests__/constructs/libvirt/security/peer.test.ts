import fc from '../../../support/properties';
import { libvirt } from '../../../../constructs';
import { contains } from '../../../../constructs/libvirt/security/peer';

const { Peer } = libvirt;

describe('Peer', () => {
  test.each([
    ['10.20.0.0/24', '10.20.0.0/24'],
    ['10.20.0.7', '10.20.0.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['128.0.0.0/1', '128.0.0.0/1'],
  ])('takes %s of IPv4', (text, network) => {
    expect(Peer.ipv4(text).networks).toEqual([network]);
  });

  test.each([
    ['fd00:20::/64', 'fd00:20::/64'],
    ['FD00:20:0:0:0:0:0:1', 'fd00:20::1/128'],
    ['2001:db8::/33', '2001:db8::/33'],
  ])('takes %s of IPv6, and spells it as it should be', (text, network) => {
    expect(Peer.ipv6(text).networks).toEqual([network]);
  });

  test.each([
    [() => Peer.ipv4('fd00::/64'), "must be an IPv4 address or network such as '10.20.0.0/24', got 'fd00::/64'"],
    [() => Peer.ipv6('10.0.0.0/8'), "must be an IPv6 address or network such as 'fd00:20::/64', got '10.0.0.0/8'"],
    [() => Peer.ipv4('10.20.0.0/33'), 'must be an IPv4'],
    [() => Peer.ipv4('10.20.0/24'), 'must be an IPv4'],
    [() => Peer.ipv4('web'), "got 'web'"],
    [() => Peer.ipv4(''), "got ''"],
    [() => Peer.ipv4('10.20.0.7/24'), "must name the network itself: did you mean '10.20.0.0/24'? got '10.20.0.7/24'"],
    [() => Peer.ipv6('fd00:20::7/64'), "did you mean 'fd00:20::/64'? got 'fd00:20::7/64'"],
  ])('refuses what is none', (build, message) => {
    expect(build).toThrow(message);
  });

  test('a network holds an address exactly if their first bits are the same', () => {
    const bits = fc.nat({ max: 2 ** 32 - 1 });
    const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    fc.assert(
      fc.property(bits, bits, fc.integer({ min: 1, max: 32 }), (a, b, length) => {
        const mask = length === 32 ? 0xffffffff : ~(0xffffffff >>> length) >>> 0;
        const network = Peer.ipv4(`${dotted((a & mask) >>> 0)}/${length}`).networks[0] ?? '';
        expect(contains(network, `${dotted(b)}/32`)).toBe((a & mask) >>> 0 === (b & mask) >>> 0);
      }),
    );
  });
});
