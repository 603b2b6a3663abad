import { ErrorCode, LibvirtError, parseURI } from '@labcloud/libvirt-client';

const OPS = { environment: { HOME: '/home/ops' }, uid: 1000 };

describe('a libvirt URI', () => {
  test('of the system daemon names the sockets of the modular and of the monolithic one', () => {
    expect(parseURI('qemu:///system', OPS)).toEqual({
      driver: 'qemu',
      transport: 'unix',
      user: undefined,
      host: undefined,
      port: undefined,
      name: 'qemu:///system',
      session: false,
      socketNames: ['virtqemud-sock', 'libvirt-sock'],
      sockets: ['/var/run/libvirt/virtqemud-sock', '/var/run/libvirt/libvirt-sock'],
      parameters: new Map(),
    });
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ XDG_RUNTIME_DIR: '/run/user/1000', HOME: '/home/ops' }, '/run/user/1000/libvirt/libvirt-sock'],
    [{ XDG_CACHE_HOME: '/cache', HOME: '/home/ops' }, '/cache/libvirt/libvirt-sock'],
    [{ HOME: '/home/ops' }, '/home/ops/.cache/libvirt/libvirt-sock'],
  ])('of a session with the environment %j means the socket %s', (environment, socket) => {
    expect(parseURI('qemu:///session', { environment, uid: 1000 }).sockets).toContain(socket);
  });

  test("of root's session means the system's daemon, as there is no other for root", () => {
    const { name, sockets } = parseURI('qemu:///session', { environment: { XDG_RUNTIME_DIR: '/run/user/0' }, uid: 0 });
    expect({ name, sockets }).toEqual({
      name: 'qemu:///session',
      sockets: ['/var/run/libvirt/virtqemud-sock', '/var/run/libvirt/libvirt-sock'],
    });
  });

  test.each([
    ['direct', ['/var/run/libvirt/virtqemud-sock']],
    ['legacy', ['/var/run/libvirt/libvirt-sock']],
  ])('may choose between modular and monolithic daemons: mode=%s', (mode, sockets) => {
    expect(parseURI(`qemu:///system?mode=${mode}`, OPS)).toMatchObject({ name: 'qemu:///system', sockets });
  });

  test('may name the socket, which the daemon is not told', () => {
    expect(parseURI('qemu+unix:///system?socket=/tmp/a%20b+c/sock', OPS)).toMatchObject({
      transport: 'unix',
      name: 'qemu:///system',
      sockets: ['/tmp/a b+c/sock'],
    });
  });

  test('of another host keeps what a transport needs', () => {
    expect(parseURI('qemu+ssh://ops@kvm1.lan:2222/system?keyfile=/k', OPS)).toMatchObject({
      transport: 'ssh',
      user: 'ops',
      host: 'kvm1.lan',
      port: 2222,
      name: 'qemu:///system',
      sockets: [],
      parameters: new Map([['keyfile', '/k']]),
    });
  });

  test('may give the address of a host in IPv6', () => {
    expect(parseURI('qemu+ssh://[fd00::1]/system', OPS).host).toBe('fd00::1');
  });

  test('keeps parameters that are for the driver', () => {
    expect(parseURI('esx:///x?transport=http&socket=/s', OPS).name).toBe('esx:///x?transport=http');
  });

  test.each([
    ['qemu+ssh://kvm1/system?no_verify=1', "'no_verify' in", 'a host is always verified'],
    ['qemu+ssh://kvm1/system?known_hosts_verify=ignore', "'known_hosts_verify' in", 'must be normal or auto'],
    ['qemu+ssh://kvm1/system?sshauth=password', "'sshauth' in", 'nobody can be asked for a password'],
    ['qemu+ssh://kvm1/system?command=/opt/ssh', "'command' in", "the 'ssh' of the PATH is used"],
    ['qemu+ssh://kvm1/system?authfile=/x', "'authfile' in", 'SASL is not spoken'],
    ['qemu+ssh://kvm1/system?proxy=always', "'proxy' in", "must be auto or native or netcat, not 'always'"],
    ['qemu+ssh://kvm1/system?keyfile=', "'keyfile' in", 'has no value'],
    ['qemu:///system?keyfile=/k', "'keyfile' in", 'is only for ssh'],
    ['qemu:///system?pkipath=/k', "'pkipath' in", 'TLS is not spoken'],
    ['qemu:///system?mode=modular', "'mode' in", "must be auto or direct or legacy, not 'modular'"],
  ])('with a parameter that cannot be heeded is refused by its name: %s', (uri, ...words) => {
    expect(() => parseURI(uri, OPS)).toThrow(expect.objectContaining({ code: ErrorCode.INVALID_ARG }) as Error);
    for (const word of words) expect(() => parseURI(uri, OPS)).toThrow(word);
  });

  test.each(['qemu+ssh://kvm1/system?no_verify=0&no_tty=1&sshauth=privkey,agent&proxy=auto', 'qemu+tls://kvm1/system?pkipath=/x'])(
    'may say what holds anyway, or what another transport knows: %s',
    (uri) => expect(parseURI(uri, OPS).name).toBe('qemu:///system'),
  );

  test.each(['', 'system', '/var/run/x', 'qemu system', '+ssh:///system'])("is not '%s'", (uri) => {
    expect(() => parseURI(uri)).toThrow(LibvirtError);
    expect(() => parseURI(uri)).toThrow(expect.objectContaining({ code: ErrorCode.INVALID_ARG }) as Error);
    expect(() => parseURI(uri)).toThrow(`'${uri}' is not a libvirt URI; expected one like 'qemu:///system'`);
  });
});
