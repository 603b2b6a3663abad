import fc from '../../../../support/properties';
import { formatSubnet, overlap, parseSubnet, subnet } from '../../../../../packages/cli/src/host/network/subnet';

const subnets = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 32 }))
  .map(([address, prefix]) => subnet(address, prefix));

describe('subnets', () => {
  test('are read back as they are written', () => {
    fc.assert(fc.property(subnets, (one) => expect(parseSubnet(formatSubnet(one))).toEqual(one)));
  });

  test('overlap exactly when one holds the first address of the other', () => {
    const holds = (one: ReturnType<typeof subnet>, address: number): boolean => address >= one.first && address <= one.last;

    fc.assert(fc.property(subnets, subnets, (one, other) => overlap(one, other) === (holds(one, other.first) || holds(other, one.first))));
  });

  test.each(['', '10.0.0.0', '10.0.0.0/33', 'fd00::/64', 'web'])("are not read from '%s'", (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });
});
