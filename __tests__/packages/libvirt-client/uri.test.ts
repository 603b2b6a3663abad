import { ErrorCode, LibvirtError, parseURI } from '@labcloud/libvirt-client';

const ENVIRONMENT = { HOME: '/home/ops' };

describe('a libvirt URI', () => {
  test('of the system daemon names the sockets of the modular and of the monolithic one', () => {
    expect(parseURI('qemu:///system', ENVIRONMENT)).toEqual({
      driver: 'qemu',
      transport: 'unix',
      user: undefined,
      host: undefined,
      port: undefined,
      name: 'qemu:///system',
      sockets: ['/var/run/libvirt/virtqemud-sock', '/var/run/libvirt/libvirt-sock'],
    });
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ XDG_RUNTIME_DIR: '/run/user/1000', HOME: '/home/ops' }, '/run/user/1000/libvirt/libvirt-sock'],
    [{ XDG_CACHE_HOME: '/cache', HOME: '/home/ops' }, '/cache/libvirt/libvirt-sock'],
    [{ HOME: '/home/ops' }, '/home/ops/.cache/libvirt/libvirt-sock'],
  ])('of a session with the environment %j means the socket %s', (environment, socket) => {
    expect(parseURI('qemu:///session', environment).sockets).toContain(socket);
  });

  test('may name the socket, which the daemon is not told', () => {
    expect(parseURI('qemu+unix:///system?socket=/tmp/a%20b/sock&no_verify=1', ENVIRONMENT)).toMatchObject({
      transport: 'unix',
      name: 'qemu:///system',
      sockets: ['/tmp/a b/sock'],
    });
  });

  test('of another host keeps what a transport needs', () => {
    expect(parseURI('qemu+ssh://ops@kvm1.lan:2222/system?keyfile=/k', ENVIRONMENT)).toMatchObject({
      transport: 'ssh',
      user: 'ops',
      host: 'kvm1.lan',
      port: 2222,
      name: 'qemu:///system',
    });
  });

  test('keeps parameters that are for the driver', () => {
    expect(parseURI('esx:///x?transport=http&socket=/s', ENVIRONMENT).name).toBe('esx:///x?transport=http');
  });

  test.each(['', 'system', '/var/run/x', 'qemu system', '+ssh:///system'])("is not '%s'", (uri) => {
    expect(() => parseURI(uri)).toThrow(LibvirtError);
    expect(() => parseURI(uri)).toThrow(expect.objectContaining({ code: ErrorCode.INVALID_ARG }) as Error);
    expect(() => parseURI(uri)).toThrow(`'${uri}' is not a libvirt URI; expected one like 'qemu:///system'`);
  });
});
