import { LabApp, LabStack, libvirt, Secret } from '../../../constructs';
import { KEY, only, testLab } from '../../helpers/lab';

const user = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });

describe('Secret', () => {
  test('is an ephemeral and sensitive variable of Terraform, and its source is in the manifest', () => {
    const lab = testLab();
    Secret.fromEnvironment(lab.stack, 'ApiToken', 'API_TOKEN', { version: 3 });
    expect(lab.synth().variable?.['secret_api_token']).toMatchObject({ type: 'string', ephemeral: true, sensitive: true, nullable: false });
    expect(lab.manifest.stacks[0]?.secrets).toEqual([
      { path: 'lab/ApiToken', variable: 'secret_api_token', version: 3, source: { kind: 'environment', variable: 'API_TOKEN' } },
    ]);
  });

  test('in a file of a machine makes its user-data write-only, in an encoding that no value can break out of', () => {
    const lab = testLab();
    const token = Secret.generated(lab.stack, 'ApiToken');
    lab.addMachine('Web', { cloudInit: user.addSecretFile('/etc/api-token', token).addFile('/etc/motd', 'Hi ${you}') });
    const seed = only(lab.synth(), 'libvirt_cloudinit_disk');
    expect(seed).not.toHaveProperty('user_data');
    expect(seed['user_data_wo']).toContain('encoding: "b64"\n    content: "${base64encode(var.secret_api_token)}"');
    expect(seed['user_data_wo']).toContain('permissions: "0600"');
    expect(seed['user_data_wo']).toContain('Hi $${you}');
  });

  test.each<[string, (lab: ReturnType<typeof testLab>) => Secret, string]>([
    ['another version', ({ stack }) => Secret.fromFile(stack, 'ApiToken', 'token', { version: 2 }), 'text'],
    ['another text beside it', ({ stack }) => Secret.fromFile(stack, 'ApiToken', 'token'), 'other'],
  ])('%s changes the version of the user-data', (_title, make, text) => {
    const versionOf = (secret: (lab: ReturnType<typeof testLab>) => Secret, motd: string): unknown => {
      const lab = testLab();
      lab.addMachine('Web', { cloudInit: user.addSecretFile('/etc/token', secret(lab)).addFile('/etc/motd', motd) });
      return only(lab.synth(), 'libvirt_cloudinit_disk')['user_data_wo_version'];
    };
    const first = versionOf(({ stack }) => Secret.fromFile(stack, 'ApiToken', 'token'), 'text');
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(versionOf(make, text)).not.toBe(first);
  });

  test('of another stack is refused', () => {
    const lab = testLab();
    const foreign = Secret.generated(new LabStack(lab.app, 'other'), 'Token');
    expect(() => lab.addMachine('Web', { cloudInit: user.addSecretFile('/etc/token', foreign) })).toThrow(
      `lab/Host/Web: 'cloudInit' must hold secrets of its own stack only, got other/Token`,
    );
  });

  test.each<[string, (app: LabStack) => unknown, string]>([
    ['a variable with a hyphen', (stack) => Secret.fromEnvironment(stack, 'A', 'A-B'), "must match ^[A-Za-z_][A-Za-z0-9_]*$, got 'A-B'"],
    ['an empty path', (stack) => Secret.fromFile(stack, 'A', ''), "must have a path, got ''"],
    ['few bytes', (stack) => Secret.generated(stack, 'A', { bytes: 5 }), "'bytes' must be a whole number from 6 to 1024, got 5"],
    ['version 0', (stack) => Secret.generated(stack, 'A', { version: 0 }), "'version' must be a whole number of at least 1, got 0"],
    ['a version in halves', (stack) => Secret.generated(stack, 'A', { version: 1.5 }), 'got 1.5'],
    ['an option that there is not', (stack) => Secret.generated(stack, 'A', { size: 3 } as never), "'size'"],
  ])('refuses %s', (_title, make, message) => {
    expect(() => make(new LabStack(new LabApp({ projectDir: '/nowhere' }), 'lab'))).toThrow(message);
  });
});
