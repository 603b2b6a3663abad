import { execFileSync } from 'node:child_process';
import fc from '../../support/properties';
import { parse } from 'yaml';
import { libvirt } from '../../../constructs';
import { KEY } from '../../helpers/lab';

const base = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
const read = (cloudInit: libvirt.CloudInit, isDebian = true): Record<string, never> =>
  parse(cloudInit.render({ isDebian }), { version: '1.1' }) as never;

describe('CloudInit', () => {
  test('makes a user who logs in by key only and may become root', () => {
    expect(base.render({ isDebian: true })).toMatch(/^#cloud-config\n/);
    expect(read(base)).toMatchObject({
      users: [{ name: 'ops', lock_passwd: true, sudo: 'ALL=(ALL) NOPASSWD:ALL', ssh_authorized_keys: [KEY.line] }],
      ssh_pwauth: false,
    });
  });

  test('does not ask the mirrors of a Debian that has the packages already', () => {
    const { runcmd, packages } = read(base.addPackages('nginx-light')) as unknown as { runcmd: string[]; packages?: string[] };
    expect(runcmd[0]).toMatch(/^dpkg -s nginx-light qemu-guest-agent .* \|\| \{ apt-get update && .*apt-get install .*; \}$/);
    expect(packages).toBeUndefined();
  });

  test('leaves packages of another system to cloud-init, the guest agent among them', () => {
    expect(read(base.addPackages('nginx'), false)).toMatchObject({ package_update: true, packages: ['nginx', 'qemu-guest-agent'] });
  });

  test('is shared without being changed', () => {
    const before = base.render({ isDebian: true });
    base
      .addFile('/a', 'x')
      .addCommand('true')
      .addPackages('vim')
      .addUser({ name: 'eve', sshKeys: [KEY] });
    expect(base.render({ isDebian: true })).toBe(before);
  });

  test('gives a file of another owner after the users and packages exist', () => {
    expect(read(base.addFile('/a', 'x', { owner: 'www-data:www-data', permissions: '0600' }))).toMatchObject({
      write_files: [{ path: '/a', owner: 'www-data:www-data', permissions: '0600', defer: true, content: 'x' }],
    });
  });

  test('carries any text, as two readers of YAML agree', () => {
    const pieces = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\t',
      '"',
      "'",
      '\\',
      '#',
      ': ',
      '- ',
      '\r',
      'é',
      '😀',
      '\u0085',
      '\u2028',
      '\ufeff',
      '|',
      '>',
      '%',
      '\u0007',
      'no',
      '0644',
    );
    const texts = fc.sample(
      fc.oneof(
        fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
        fc.string({ unit: 'grapheme' }),
      ),
      300,
    );
    const documents = texts.map((text) =>
      base
        .addFile('/f', text)
        .addCommand(text || 'x')
        .addCommand(['echo', text])
        .render({ isDebian: false }),
    );
    const expected = texts.map((text) => [text, text || 'x', text]);

    const byLibrary = documents.map((document) => {
      const { write_files: files, runcmd } = parse(document, { version: '1.1' }) as {
        write_files: { content: string }[];
        runcmd: [string, string[]];
      };
      return [files[0]?.content, runcmd[0], runcmd[1][1]];
    });
    expect(byLibrary).toEqual(expected);

    // Python's reader is the one that cloud-init has.
    const script = `import json,sys,yaml
ds=[yaml.safe_load(d) for d in json.load(sys.stdin)]
json.dump([[d['write_files'][0]['content'],d['runcmd'][0],d['runcmd'][1][1]] for d in ds],sys.stdout)`;
    if (hasPyYaml()) {
      expect(JSON.parse(execFileSync('python3', ['-c', script], { input: JSON.stringify(documents), encoding: 'utf8' }))).toEqual(expected);
    }
  });

  test.each([
    ['a user without keys', () => libvirt.CloudInit.forUser('ops', { sshKeys: [] }), /'sshKeys' of user 'ops' must not be empty/],
    ['root', () => libvirt.CloudInit.forUser('root', { sshKeys: [KEY] }), /not be root/],
    ['a user name with a space', () => libvirt.CloudInit.forUser('a b', { sshKeys: [KEY] }), /got 'a b'/],
    ['the same user twice', () => base.addUser({ name: 'ops', sshKeys: [KEY] }), /user 'ops' is there already/],
    ['a package that is none', () => base.addPackages('nginx; rm'), /got 'nginx; rm'/],
    ['a relative path', () => base.addFile('etc/motd', ''), /absolute path, got 'etc\/motd'/],
    ['the same file twice', () => base.addFile('/a', '').addFile('/a', ''), /'\/a' is there already/],
    ['permissions that are none', () => base.addFile('/a', '', { permissions: 'rw' }), /must be octal, e\.g\. '0644', got 'rw'/],
    ['an owner that is none', () => base.addFile('/a', '', { owner: 'a b' }), /must be a user, or user:group, got 'a b'/],
    ['an empty command', () => base.addCommand(''), /must not be empty/],
  ])('refuses %s', (_what, build, message) => {
    expect(build).toThrow(message);
  });
});

function hasPyYaml(): boolean {
  try {
    execFileSync('python3', ['-c', 'import yaml'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
