import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostSources } from '../../../../packages/cli/src/assets/debian/apt-sources';
import { bootSector, placeCore } from '../../../../packages/cli/src/assets/machine/boot-sectors';
import { machineRecipe } from '../../../../packages/cli/src/assets/machine/recipe';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-recipe');

describe('The recipe of a machine image', () => {
  const recipe = machineRecipe({ suite: 'bookworm', packages: ['nginx-light'] });

  test('has a hash that is equal for equal packages', () => {
    expect(machineRecipe({ suite: 'bookworm', packages: ['nginx-light'] })).toEqual(recipe);
    expect(recipe.hash).toMatch(/^[0-9a-f]{12}$/);
  });

  test('has the same hash whatever the order, and with a package that every image has', () => {
    const { hash } = machineRecipe({ suite: 'bookworm', packages: ['nginx-light', 'haproxy'] });
    expect(machineRecipe({ suite: 'bookworm', packages: ['qemu-guest-agent', 'haproxy', 'nginx-light', 'haproxy'] }).hash).toBe(hash);
  });

  test.each([
    ['another package', { suite: 'bookworm', packages: ['haproxy'] }],
    ['one more package', { suite: 'bookworm', packages: ['nginx-light', 'redis'] }],
    ['another release', { suite: 'trixie', packages: ['nginx-light'] }],
  ])('has another hash with %s', (_title, other) => {
    expect(machineRecipe(other).hash).not.toBe(recipe.hash);
  });

  test('has no password, no key and no mirror of the host', () => {
    const text = recipe.files.map(({ content }) => content).join('\n');
    expect(text).not.toMatch(/(?<!lock_)passwd:|plain_text_passwd|BEGIN .*KEY|ssh-(rsa|ed25519) /);
    expect([...text.matchAll(/https?:\/\/([^/\s]+)/g)].map(([, host]) => host)).toEqual(['deb.debian.org', 'deb.debian.org']);
  });

  test('writes each file once', () => {
    const paths = recipe.files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('starts the same kernel with the same words from a BIOS, in its own way, and from UEFI', () => {
    const menu = recipe.files.find(({ path }) => path === '/boot/grub/grub.cfg')?.content ?? '';
    const [, bios = '', uefi = ''] = /if \[ "\$grub_platform" = pc \]; then\n(.*)else\n(.*)fi\n/s.exec(menu) ?? [];
    expect(bios).toMatch(/^ {2}linux16 \/vmlinuz root=UUID=.* quiet\n {2}initrd16 \/initrd\.img\n$/);
    expect(bios.replaceAll('16 ', ' ')).toBe(uefi);
  });
});

describe('The boot sectors', () => {
  test('load the core from its partition', () => {
    const boot = bootSector(Buffer.alloc(512, 0xff));
    expect([boot.length, boot.readBigUInt64LE(0x5c), boot.subarray(0x66, 0x68).toString('hex')]).toEqual([440, 2048n, '9090']);
  });

  test('tell the core where the rest of it is', () => {
    const core = placeCore(Buffer.alloc(1300, 1));
    expect([core.length, core.readBigUInt64LE(0x1f4), core.readUInt16LE(0x1fc), core.readUInt16LE(0x1fe)]).toEqual([1536, 2049n, 2, 0x820]);
  });

  test('refuse a core that is too large', () => {
    expect(() => placeCore(Buffer.alloc(2049 * 512))).toThrow('2049 sectors');
  });
});

describe("The host's Debian mirrors", () => {
  let count = 0;
  const apt = (files: Record<string, string>): string => {
    count += 1;
    const root = join(folder(), `apt-${count}`);
    mkdirSync(join(root, 'sources.list.d'), { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(root, name), content);
    }
    return root;
  };

  test('are taken from deb822 stanzas, for the release of the image', () => {
    const root = apt({
      'sources.list.d/debian.sources': `Types: deb deb-src
URIs: http://mirror.lan/debian
# a comment
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.lan/debian-security
Suites: trixie-security
Components: main

Types: deb
URIs: https://off.lan/debian
Suites: trixie
Components: main
Enabled: no
`,
    });
    expect(hostSources('bookworm', root)).toBe(`deb http://mirror.lan/debian bookworm main
deb http://mirror.lan/debian bookworm-updates main
deb http://mirror.lan/debian-security bookworm-security main
`);
  });

  test('are taken from one-line entries', () => {
    const root = apt({
      'sources.list':
        '# deb http://old.lan/debian bookworm main\ndeb [arch=amd64] http://mirror.lan/debian bookworm main non-free # ours\n',
    });
    expect(hostSources('bookworm', root)).toBe('deb http://mirror.lan/debian bookworm main\n');
  });

  test.each([
    ['other components', 'deb https://download.docker.com/linux/debian bookworm stable\n'],
    ['keys of others', 'deb [signed-by=/usr/share/keyrings/hashicorp.gpg] https://apt.releases.hashicorp.com bookworm main\n'],
    ['other distributions', 'deb http://archive.ubuntu.com/ubuntu noble main\n'],
    ['sources only', 'deb-src http://mirror.lan/debian bookworm main\n'],
    ['nothing', ''],
  ])('are Debian itself where the host has %s', (_title, content) => {
    expect(hostSources('bookworm', apt({ 'sources.list': content }))).toContain('deb http://deb.debian.org/debian bookworm main\n');
  });
});
