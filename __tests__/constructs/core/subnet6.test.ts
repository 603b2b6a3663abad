import { isIPv6 } from 'node:net';
import fc from '../../support/properties';
import { Subnet6 } from '../../../constructs';

const subnets = fc
  .record({ prefix: fc.integer({ min: 64, max: 112 }), words: fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }) })
  .map(({ prefix, words }) => {
    const bits = words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n);
    return Subnet6.parse(`${spelt(bits - (bits % (1n << BigInt(128 - prefix))))}/${prefix}`);
  });

/** All eight groups, with capitals and leading zeros: as nobody writes it but everybody reads it. */
function spelt(bits: bigint): string {
  const digits = bits.toString(16).padStart(32, '0').toUpperCase();
  return (digits.match(/.{4}/g) ?? []).join(':');
}

describe('Subnet6', () => {
  test('finds each of its addresses where it is, however it is spelt, and none outside', () => {
    fc.assert(
      fc.property(subnets, fc.bigInt({ min: 1n, max: 2n ** 64n }), (subnet, seed) => {
        const index = 1n + (seed % subnet.last);
        const address = subnet.at(index);
        expect(isIPv6(address)).toBe(true);
        expect(subnet.indexOf(address)).toBe(index);
        expect(subnet.indexOf(spelt(subnet.base + index))).toBe(index);
        expect(subnet.indexOf(spelt(subnet.base))).toBeUndefined();
        expect(subnet.indexOf(spelt((subnet.base + subnet.last + 1n) % 2n ** 128n))).toBeUndefined();
      }),
    );
  });

  test('has one spelling for each address', () => {
    fc.assert(fc.property(subnets, (subnet) => expect(Subnet6.parse(subnet.toString()).toString()).toBe(subnet.toString())));
    expect(Subnet6.parse('FD00:0020:0:0::/64').toString()).toBe('fd00:20::/64');
  });

  test.each(['10.20.0.5', 'fd00:20::5%eth0', 'fd00:20::g', 'fd00:21::5', 'fd00:20::', '', 'web'])(
    'does not take %p for one of its addresses',
    (text) => {
      expect(Subnet6.parse('fd00:20::/64').indexOf(text)).toBeUndefined();
    },
  );
});
