import {
  bootProblems,
  domainTable,
  type Item,
  patchTable,
  powerProblems,
  settlePower,
  wishOf,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

const unknown = Symbol('unknown') as unknown as Item[string];

describe('the wished power', () => {
  it.each<[string, Item, Item, Item]>([
    ['that of running, when nothing else is said', { running: true, power: 'paused' }, {}, { running: true, power: 'running' }],
    ['stopped when it shall not run', { running: false, power: 'running' }, { running: false }, { running: false, power: 'stopped' }],
    [
      'what was said of it, which decides whether it runs',
      { running: true, power: 'stopped' },
      { power: 'stopped' },
      { running: false, power: 'stopped' },
    ],
    ['paused, which counts as running', { running: false, power: 'paused' }, { power: 'paused' }, { running: true, power: 'paused' }],
    ['unknown as long as running is', { running: unknown, power: null }, { running: unknown }, { running: unknown, power: unknown }],
    ['unknown itself, and running with it', { running: true, power: unknown }, { power: unknown }, { running: unknown, power: unknown }],
  ])('is %s', (_what, proposed, config, expected) => {
    expect(settlePower(proposed, config)).toEqual(expected);
  });

  it.each<[Item, string]>([
    [{ power: 'paused', running: true }, 'paused'],
    [{ power: null, running: false }, 'stopped'],
    [{ power: null, running: null }, 'running'],
  ])('of %p is %s', (planned, wish) => {
    expect(wishOf(planned)).toBe(wish);
  });

  it.each<[Item, number]>([
    [{ power: 'stopped', running: true }, 1],
    [{ power: 'paused', running: false }, 1],
    [{ power: 'paused', running: true }, 0],
    [{ power: 'stopped' }, 0],
    [{ power: unknown, running: false }, 0],
  ])('of %p has %d problems', (config, count) => {
    expect(powerProblems(config)).toHaveLength(count);
  });
});

describe('the boot order', () => {
  const kinds = { os: { boot_devices: [{ dev: 'hd' }] } };
  const devices = { devices: { disks: [{ target: { dev: 'vda' }, boot: { order: 1 } }] } };

  it('is refused in two ways at once', () => {
    expect(bootProblems({ ...kinds, ...devices })).toHaveLength(1);
    expect(bootProblems(kinds)).toEqual([]);
    expect(bootProblems(devices)).toEqual([]);
  });

  it('of devices takes the place of what libvirt noted for itself', () => {
    const xml = '<domain><os><type>hvm</type><boot dev="hd"/></os><devices><disk type="file"><target dev="vda"/></disk></devices></domain>';
    const before = { devices: { disks: [{ target: { dev: 'vda' } }] } };
    expect(patchTable(domainTable, xml, before, devices)).not.toContain('boot dev');
    expect(patchTable(domainTable, xml, before, before)).toBe(xml);
  });
});

it('a machine whose kind of guest is no longer said keeps it, because libvirt must be told', () => {
  const xml = '<domain><os><type machine="q35">hvm</type></os></domain>';
  expect(patchTable(domainTable, xml, { os: { type: 'hvm', type_machine: 'q35' } }, { os: { type_machine: 'q35' } })).toBe(xml);
});
