import {
  changesOf,
  type EffectKind,
  type Item,
  poolTable,
  type Table,
  volumeTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

function effects(table: Table, before: Item, change: Item): [string, EffectKind][] {
  return changesOf(table, before, { ...before, ...change }, {}).map(({ path, effect }) => [path.join('.'), effect.kind]);
}

describe('the effects of a changed pool', () => {
  const pool: Item = {
    name: 'p',
    type: 'fs',
    source: { device: [{ path: '/dev/a' }], format: { type: 'ext4' } },
    target: { path: '/p', permissions: { mode: '0711' } },
  };

  it.each<[string, Item, [string, EffectKind][]]>([
    ['nothing', {}, []],
    ['a slash more', { target: { path: '/p/', permissions: { mode: '711' } } }, []],
    ['the path', { target: { path: '/q', permissions: { mode: '0711' } } }, [['target.path', 'replace']]],
    ['permissions', { target: { path: '/p', permissions: { mode: '0700' } } }, [['target.permissions.mode', 'live']]],
    [
      'another device',
      { source: { device: [{ path: '/dev/b' }], format: { type: 'ext4' } } },
      [
        ['source.device.0', 'replace'],
        ['source.device.0', 'live'],
      ],
    ],
    ['no word of the device', { source: { device: null, format: { type: 'ext4' } } }, [['source.device.0', 'live']]],
    ['another format', { source: { device: [{ path: '/dev/a' }], format: { type: 'xfs' } } }, [['source.format.type', 'replace']]],
    ['that it does not run', { active: false }, [['active', 'live']]],
    ['what happens when it goes', { destroy: { delete: true } }, [['destroy.delete', 'live']]],
    ['the name', { name: 'q' }, [['name', 'replace']]],
  ])('%s', (_what, change, expected) => {
    expect(effects(poolTable, pool, change)).toEqual(expected);
  });
});

describe('the effects of a changed volume', () => {
  const volume: Item = {
    name: 'v',
    pool: 'p',
    capacity: 2,
    capacity_unit: 'GiB',
    target: { format: { type: 'qcow2' } },
    create: { content: { url: 'a', digest: 'sha256:1' } },
  };

  it.each<[string, Item, [string, EffectKind][]]>([
    ['the same size in another unit', { capacity: 2048, capacity_unit: 'MiB' }, []],
    ['a larger size', { capacity: 3 }, [['capacity', 'live']]],
    ['a smaller size', { capacity: 1 }, [['capacity', 'data-loss']]],
    ['that it is retained', { retain: true }, [['retain', 'live']]],
    ['the format', { target: { format: { type: 'raw' } } }, [['target.format.type', 'data-loss']]],
    ['no word of the format', { target: null }, [['target.format.type', 'live']]],
    ['other content', { create: { content: { url: 'b', digest: 'sha256:1' } } }, [['create.content.url', 'data-loss']]],
    ['another digest', { create: { content: { url: 'a', digest: 'sha256:2' } } }, [['create.content.digest', 'data-loss']]],
    ['a digest more', { create: { content: { url: 'a', digest: null } } }, [['create.content.digest', 'live']]],
    [
      'no word of the content',
      { create: null },
      [
        ['create.content.url', 'live'],
        ['create.content.digest', 'live'],
      ],
    ],
    [
      'a backing store',
      { backing_store: { path: '/b', format: { type: 'raw' } } },
      [
        ['backing_store.path', 'data-loss'],
        ['backing_store.format.type', 'data-loss'],
      ],
    ],
    ['another pool', { pool: 'q' }, [['pool', 'data-loss']]],
  ])('%s', (_what, change, expected) => {
    expect(effects(volumeTable, volume, change)).toEqual(expected);
  });
});
