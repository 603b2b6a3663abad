import { libvirt, SshKey } from '../../../constructs';
import { KEY } from '../../helpers/lab';
import { refuses, untyped } from './wrong-program';

const base = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });

describe('cloud-init is refused that has', () => {
  refuses([
    [
      'a user of no name',
      () => libvirt.CloudInit.forUser('', { sshKeys: [KEY] }),
      "a user's name must match ^[a-z_][a-z0-9_-]{0,31}$ and not be root, got ''",
    ],
    [
      'a user with capital letters',
      () => libvirt.CloudInit.forUser('Ops', { sshKeys: [KEY] }),
      "a user's name must match ^[a-z_][a-z0-9_-]{0,31}$ and not be root, got 'Ops'",
    ],
    [
      'root for its user',
      () => libvirt.CloudInit.forUser('root', { sshKeys: [KEY] }),
      "a user's name must match ^[a-z_][a-z0-9_-]{0,31}$ and not be root, got 'root'",
    ],
    [
      'a user that nobody can be',
      () => libvirt.CloudInit.forUser('ops', { sshKeys: [] }),
      "'sshKeys' of user 'ops' must not be empty: nobody could log in",
    ],
    ['one user twice', () => base.addUser({ name: 'ops', sshKeys: [KEY] }), "user 'ops' is there already: add it once"],
    [
      'a package with a space',
      () => base.addPackages('nginx light'),
      "a package's name must match ^[a-zA-Z0-9][a-zA-Z0-9+._:-]*$, got 'nginx light'",
    ],
    [
      'a package with an option',
      () => base.addPackages('--force-yes'),
      "a package's name must match ^[a-zA-Z0-9][a-zA-Z0-9+._:-]*$, got '--force-yes'",
    ],
    ['a file of a relative path', () => base.addFile('etc/motd', 'hello'), "a file must have an absolute path, got 'etc/motd'"],
    ['a folder for a file', () => base.addFile('/etc/', 'hello'), "a file must have an absolute path, got '/etc/'"],
    [
      'one file twice',
      () => base.addFile('/etc/motd', 'a').addFile('/etc/motd', 'b'),
      "file '/etc/motd' is there already: add it once, or 'append' to it",
    ],
    [
      'permissions in words',
      () => base.addFile('/etc/motd', 'a', { permissions: 'u=rw' }),
      "'permissions' of '/etc/motd' must be octal, e.g. '0644', got 'u=rw'",
    ],
    [
      'permissions as a number',
      () => base.addFile('/etc/motd', 'a', { permissions: untyped(0o644) }),
      "'permissions' of '/etc/motd' must be octal, e.g. '0644', got 420",
    ],
    [
      'an owner with a space',
      () => base.addFile('/etc/motd', 'a', { owner: 'www data' }),
      "'owner' of '/etc/motd' must be a user, or user:group, got 'www data'",
    ],
    ['an empty command', () => base.addCommand(''), 'a command must not be empty'],
    ['a command of no words', () => base.addCommand([]), 'a command must not be empty'],
    [
      'a NUL in a command',
      () => base.addCommand('printf a\0b'),
      "a command must not hold NUL, which ends the texts of a process, got 'printf a␀b'",
    ],
    ['a key that is no key', () => SshKey.fromPublicKey('hello'), "an SshKey must look like 'ssh-ed25519 AAAA… name', got 'hello'"],
    [
      'a private key',
      () => SshKey.fromPublicKey('-----BEGIN OPENSSH PRIVATE KEY-----'),
      "an SshKey must look like 'ssh-ed25519 AAAA… name', got '-----BEGIN OPENSSH PRIVATE KEY-----'",
    ],
    [
      'a key of two lines',
      () => SshKey.fromPublicKey(`${KEY.line}\n${KEY.line}`),
      "an SshKey must look like 'ssh-ed25519 AAAA… name', got 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3'",
    ],
  ]);
});
