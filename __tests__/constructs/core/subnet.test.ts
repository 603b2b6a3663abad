import fc from '../../support/properties';
import { Subnet } from '../../../constructs';

const subnets = fc
  .record({ prefix: fc.integer({ min: 8, max: 29 }), address: fc.nat(0xffffffff) })
  .map(({ prefix, address }) => Subnet.parse(`${toText(address - (address % 2 ** (32 - prefix)))}/${prefix}`));

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

describe('Subnet', () => {
  test('knows gateway, mask and length', () => {
    const subnet = Subnet.parse('10.20.0.0/22');
    expect([subnet.gateway, subnet.netmask, subnet.length, subnet.toString()]).toEqual([
      '10.20.0.1',
      '255.255.252.0',
      1024,
      '10.20.0.0/22',
    ]);
  });

  test('finds each of its addresses where it is, and none outside', () => {
    fc.assert(
      fc.property(subnets, fc.nat(), (subnet, seed) => {
        const index = 1 + (seed % (subnet.length - 2));
        expect(subnet.indexOf(subnet.at(index))).toBe(index);
        expect(subnet.indexOf(subnet.at(0))).toBeUndefined();
        expect(subnet.indexOf(subnet.at(subnet.length - 1))).toBeUndefined();
      }),
    );
  });

  test('overlaps exactly when one begins within the other', () => {
    fc.assert(
      fc.property(subnets, subnets, (a, b) => {
        const within = (inner: Subnet, outer: Subnet): boolean => inner.base >= outer.base && inner.base < outer.base + outer.length;
        expect(a.overlaps(b)).toBe(within(a, b) || within(b, a));
        expect(a.overlaps(b)).toBe(b.overlaps(a));
      }),
    );
  });

  test.each([
    ['10.20.0.5/24', /did you mean '10\.20\.0\.0\/24'\?/],
    ['10.20.0.0', /CIDR notation/],
    ['10.20.0/24', /did you mean|CIDR notation/],
    ['10.20.0.0/33', /CIDR notation/],
    ['10.20.0.0/30', /prefix from \/8 to \/29/],
    ['fd00::/64', /IPv4/],
    ['', /CIDR notation/],
  ])('refuses %p', (cidr, message) => {
    expect(() => Subnet.parse(cidr)).toThrow(message);
  });

  test.each(['10.20.0.256', '010.20.0.5', '10.20.0', 'web', '10.20.0.5 '])('does not take %p for an address', (text) => {
    expect(Subnet.parse('10.20.0.0/24').indexOf(text)).toBeUndefined();
  });
});
