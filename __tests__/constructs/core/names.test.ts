import fc from '../../support/properties';
import { bridgeName, isLabId, kebab, macAddress, stableUuid } from '../../../constructs';

describe('kebab', () => {
  test.each([
    ['Web1', 'web-1'],
    ['WebServer', 'web-server'],
    ['HTTPProxy2', 'http-proxy-2'],
    ['already-kebab', 'already-kebab'],
    ['with space_and.dots', 'with-space-and-dots'],
    ['Ünïcode', 'n-code'],
    ['---', ''],
  ])('turns %s into %s', (id, name) => {
    expect(kebab(id)).toBe(name);
  });

  test('gives nothing but what a host name may have', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (id) => /^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/.test(kebab(id))));
  });
});

describe('identities', () => {
  test('are a UUID of version 5, a MAC address of QEMU and a device name that the kernel takes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (lab, name, network) => {
        expect(stableUuid(lab, 'machine', name)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(macAddress(lab, name, network)).toMatch(/^52:54:00(?::[0-9a-f]{2}){3}$/);
        expect(bridgeName(lab, name)).toMatch(/^lab[0-9a-f]{8}$/);
      }),
    );
  });

  test('stay as they are: renaming them would replace what runs', () => {
    expect(stableUuid('lab', 'machine', 'web-1')).toBe('1f7ba086-1f09-5c04-97e5-5984cb29b5a6');
    expect(macAddress('lab', 'web-1', 0)).toBe('52:54:00:75:1c:37');
    expect(bridgeName('lab', 'lab-lan')).toBe('lab60142865');
  });

  test('differ by lab and by kind', () => {
    expect(new Set([stableUuid('a', 'machine', 'x'), stableUuid('b', 'machine', 'x'), stableUuid('a', 'pool', 'x')]).size).toBe(3);
  });
});

test.each([
  ['lab', true],
  ['my-lab-2', true],
  ['Lab', false],
  ['2lab', false],
  ['', false],
  ['a-name-of-17-char', false],
])('the id %p of a lab is accepted: %p', (id, accepted) => {
  expect(isLabId(id)).toBe(accepted);
});
