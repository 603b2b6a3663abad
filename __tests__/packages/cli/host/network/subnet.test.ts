import fc from '../../../../support/properties';
import { formatSubnet, overlap, parseSubnet, subnet } from '../../../../../packages/cli/src/host/network/subnet';

const subnets = fc.constantFrom(4, 16).chain((length) =>
  fc
    .tuple(fc.uint8Array({ minLength: length, maxLength: length }), fc.integer({ min: 1, max: 8 * length }))
    // So that some of them meet.
    .map(([bytes, prefix]) => subnet([(bytes[0] ?? 0) & 3, ...bytes.subarray(1)], prefix)),
);

describe('subnets', () => {
  test('are read back as they are written', () => {
    fc.assert(fc.property(subnets, (one) => expect(parseSubnet(formatSubnet(one))).toEqual(one)));
  });

  test('overlap exactly when one holds the first address of the other', () => {
    const holds = (one: ReturnType<typeof subnet>, { version, first }: ReturnType<typeof subnet>): boolean =>
      version === one.version && first >= one.first && first <= one.last;

    fc.assert(fc.property(subnets, subnets, (one, other) => overlap(one, other) === (holds(one, other) || holds(other, one))));
  });

  test.each(['', '10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'web'])("are not read from '%s'", (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });
});
