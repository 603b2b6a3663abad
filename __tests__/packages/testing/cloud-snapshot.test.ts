import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from '@labcloud/testing';
import { TerraformVariable } from 'cdktf';
import fc from '../../support/properties';
import { LabStack, type libvirt, Secret, Size } from '../../../constructs';
import type { SnapshotState } from '../../../packages/testing/src/jest/snapshot-state';
import { matchCloudSnapshot } from '../../../packages/testing/src/snapshot/match-cloud-snapshot';
import { fromYaml, toYaml } from '../../../packages/testing/src/snapshot/yaml';
import { testLab, type TestLab } from '../../helpers/lab';

const folder = mkdtempSync(join(tmpdir(), 'labcloud-snapshot-'));
const environment = { ...process.env };
let files = 0;

beforeEach(() => {
  delete process.env.CI;
});
afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A test file that Jest could be running, with Jest's own bookkeeping of its snapshots. */
class Run {
  readonly testPath = join(folder, `${++files}`, 'lab.test.ts');

  state(update: SnapshotState['_updateSnapshot'] = 'new'): SnapshotState {
    const counts = { added: 0, matched: 0, unmatched: 0, updated: 0 };
    return { _updateSnapshot: update, _uncheckedKeys: new Set(), ...counts, removeUncheckedKeys: () => undefined };
  }

  match(
    received: unknown,
    options: { update?: SnapshotState['_updateSnapshot']; state?: SnapshotState; name?: string; test?: string } = {},
  ) {
    const { state = this.state(options.update), name, test = 'the lab' } = options;
    const { pass, message } = matchCloudSnapshot({ snapshotState: state, testPath: this.testPath, currentTestName: test }, received, name);
    return { pass, message: pass ? '' : message(), state };
  }

  get names(): string[] {
    const snapshots = join(this.testPath, '../__snapshots__');
    return existsSync(snapshots) ? readdirSync(snapshots).sort() : [];
  }

  read(name = this.names[0] ?? ''): string {
    return readFileSync(join(this.testPath, '../__snapshots__', name), 'utf8');
  }
}

function lab(props: Partial<libvirt.VirtualMachineProps> = {}): TestLab {
  const made = testLab();
  made.addMachine('Web', props);
  return made;
}

describe('a snapshot of a cloud', () => {
  test('is written once, and matched from then on by the same program', () => {
    const run = new Run();
    expect(run.match(lab().app)).toMatchObject({ pass: true, state: { added: 1 } });
    expect(run.names).toEqual(['lab.test.ts.the-lab.lab.yaml']);
    expect(run.match(lab().app)).toMatchObject({ pass: true, state: { added: 0, matched: 1 } });
  });

  test('holds what the guest gets, what sizes mean and nothing of this machine', () => {
    const run = new Run();
    const made = testLab();
    made.addMachine('Web', { cloudInit: made.machineProps.cloudInit?.addFile('/etc/motd', 'Hello\nthere ${x}\n') });
    made.pool.addVolume('Data', Size.gibibytes(20));
    expect(run.match(made.app).pass).toBe(true);
    const text = run.read();
    expect(text).toMatch(/^( +)Hello\n\1there \$\$\{x\}$/m);
    expect(text).toContain('capacity: 21474836480 # 20 GiB');
    expect(text).toMatch(/^ {2}lab\/Host\/Web:\n {4}libvirt_domain\.Host_Web_\w{8}:\n {6}name: lab-web\n/m);
    expect(text).not.toContain(made.directory);
    expect(text).not.toContain(process.cwd());
  });

  test('is the same whatever folder the project is in, and whichever key the lab has made for itself', () => {
    const run = new Run();
    const described = (key: string): LabStack => {
      const made = testLab();
      mkdirSync(join(made.directory, '.labcloud/ssh'), { recursive: true });
      writeFileSync(join(made.directory, '.labcloud/ssh/id_ed25519.pub'), `${key}\n`);
      made.addMachine('Web').resource.addOverride('title', `${made.directory}/main.ts ${key}`);
      return made.stack;
    };
    expect(run.match(described('ssh-ed25519 AAAAone lab')).pass).toBe(true);
    expect(run.read()).toContain('title: (the project)/main.ts (the key of the lab)');
    expect(run.match(described('ssh-ed25519 AAAAother lab')).pass).toBe(true);
  });

  test('says what a difference does to what exists, and shows it', () => {
    const run = new Run();
    run.match(lab().app);
    const { pass, message, state } = run.match(lab({ memory: Size.gibibytes(4) }).app);
    expect(pass).toBe(false);
    expect(state.unmatched).toBe(1);
    expect(message).toContain(
      'What that does to a cloud that is as the snapshot says:\n  lab/Host/Web: memory 1 GiB → 4 GiB, restart: the most memory that a machine can have is fixed while it runs',
    );
    expect(message).toMatch(/- {7}memory: 1024\n.*\+ {7}memory: 4096/s);
    expect(message).toContain('If that is meant: jest -u');
    expect(run.match(lab().app).pass).toBe(true);
  });

  test('says so where a difference touches no resource', () => {
    const run = new Run();
    run.match(lab().app);
    const other = lab();
    new TerraformVariable(other.stack, 'size', { default: 1 });
    expect(run.match(other.app).message).toContain('Nothing of that changes a resource.');
  });

  test('is brought up to date by -u, even when it is damaged', () => {
    const run = new Run();
    run.match(lab().app);
    writeFileSync(join(run.testPath, '../__snapshots__', run.names[0] ?? ''), 'resources: [');
    expect(run.match(lab().app).message).toContain('cannot be told, because the snapshot is damaged');
    expect(run.match(lab().app, { update: 'all' })).toMatchObject({ pass: true, state: { updated: 1 } });
    expect(run.match(lab().app).pass).toBe(true);
  });

  test.each<[string, SnapshotState['_updateSnapshot'], string | undefined, string]>([
    ['with --ci', 'none', undefined, 'and none is written with --ci: run the test on your own machine, look at the file and commit it.'],
    ['in CI', 'new', 'true', 'and none is written in CI'],
    ['in CI with -u', 'all', '1', 'and none is written in CI'],
  ])('is never written %s', (_title, update, ci, message) => {
    const run = new Run();
    if (ci !== undefined) process.env.CI = ci;
    const result = run.match(lab().app, { update });
    expect(result).toMatchObject({ pass: false, state: { added: 0, unmatched: 1 } });
    expect(result.message).toContain(message);
    expect(run.names).toEqual([]);
  });

  test('is not changed in CI, not even with -u', () => {
    const run = new Run();
    run.match(lab().app);
    const before = run.read();
    process.env.CI = 'true';
    const { pass, message } = run.match(lab({ cpus: 3 }).app, { update: 'all' });
    expect([pass, run.read()]).toEqual([false, before]);
    expect(message).not.toContain('jest -u');
  });

  test('has a file for each stack, and misses one that is gone', () => {
    const run = new Run();
    const two = lab();
    new LabStack(two.app, 'edge');
    run.match(two.app);
    expect(run.names).toEqual(['lab.test.ts.the-lab.edge.yaml', 'lab.test.ts.the-lab.lab.yaml']);
    expect(run.match(lab().app).message).toMatch(/^The app has no longer the stack of .*the-lab\.edge\.yaml: everything in it would stay/);
    expect(run.match(lab().app, { update: 'all' })).toMatchObject({ pass: true, state: { updated: 1 } });
    expect(run.names).toEqual(['lab.test.ts.the-lab.lab.yaml']);
  });

  test('can be of one stack or of a template, and several times in one test', () => {
    const run = new Run();
    const state = run.state();
    const { stack } = lab();
    run.match(stack, { state });
    run.match(Template.fromStack(stack), { state });
    run.match(stack, { state, name: 'Named: by hand' });
    expect(run.names).toEqual(['lab.test.ts.named-by-hand.lab.yaml', 'lab.test.ts.the-lab-2.lab.yaml', 'lab.test.ts.the-lab.lab.yaml']);
  });

  test.each<[string, () => unknown, string]>([
    ['something that is no cloud', () => new Run().match({ a: 1 }), 'takes an app, a stack or a template, got { a: 1 }'],
    ['a construct that is no stack', () => new Run().match(lab().host), 'lab/Host is neither an app nor a stack'],
    ['an app without stacks', () => new Run().match(testLab().reopen('empty')), 'the app has no stack'],
    [
      '.not',
      () => matchCloudSnapshot({ snapshotState: new Run().state(), testPath: '/x', isNot: true }, lab().app),
      'cannot be used with .not',
    ],
    [
      'a test without a name',
      () => matchCloudSnapshot({ snapshotState: new Run().state(), testPath: '/x' }, lab().app),
      'give the snapshot a name',
    ],
    ['no Jest', () => matchCloudSnapshot({}, lab().app), 'needs Jest'],
  ])('refuses %s', (_title, work, message) => {
    expect(work).toThrow(message);
  });

  test('refuses two snapshots in one file', () => {
    const run = new Run();
    const state = run.state();
    run.match(lab().app, { state, test: 'the lab' });
    expect(() => run.match(lab().app, { state, test: 'the: lab' })).toThrow("say toMatchCloudSnapshot('another name')");
  });

  test('keeps no secret, in whatever a stack can hold one', () => {
    const run = new Run();
    const made = testLab();
    const secret = Secret.fromEnvironment(made.stack, 'Token', 'API_TOKEN');
    made.addMachine('Web', { cloudInit: made.machineProps.cloudInit?.addSecretFile('/etc/token', secret) });
    new TerraformVariable(made.stack, 'db_password', { default: 'hush-1' });
    new TerraformVariable(made.stack, 'marked', { default: 'hush-2', sensitive: true });
    made.addService('Wiki', {
      environment: { DB_PASSWORD: 'hush-3', DB_HOST: 'db', TOKEN_FILE: '/run/token' },
      files: { '/etc/wiki/key': '-----BEGIN RSA PRIVATE KEY-----\nhush-4\n-----END RSA PRIVATE KEY-----\nafter' },
    });
    expect(run.match(made.app).pass).toBe(true);
    const text = run.read();
    expect(text).not.toContain('hush');
    expect(text).toContain('DB_PASSWORD=(secret)');
    expect(text).toContain('DB_HOST=db');
    expect(text).toContain('TOKEN_FILE=/run/token');
    expect(text).toContain('(secret)\n            after');
    expect(text).toContain('base64encode(var.secret_token)');
  });

  test.each([
    [
      'a password',
      'chpasswd:\n  users:\n    - name: ops\n      password: hush\n      type: text\n',
      'password: (secret)\n      type: text',
    ],
    ['a list of passwords', 'chpasswd:\n  list: |\n    ops:hush\n  expire: false\n', 'list: (secret)\n  expire: false'],
    [
      'a hash of a password',
      'users:\n  - name: ops\n    passwd: $6$hush\n    lock_passwd: true\n',
      'passwd: (secret)\n    lock_passwd: true',
    ],
    [
      'a private key',
      'ssh_keys:\n  rsa_private: |\n    -----BEGIN RSA PRIVATE KEY-----\n    hush\n    -----END RSA PRIVATE KEY-----\n  rsa_public: shown\n',
      'rsa_public: shown',
    ],
    [
      'a variable of a script',
      'write_files:\n  - content: |\n      export API_TOKEN=hush\n      echo shown\n',
      'API_TOKEN=(secret)\n      echo shown',
    ],
    ['what is no YAML', ': : [\nPASSWORD=hush\n', 'PASSWORD=(secret)'],
  ])('shows cloud-init without %s', (_title, userData, shown) => {
    const run = new Run();
    run.match(
      Template.fromJson({ resource: { libvirt_cloudinit_disk: { seed: { name: 's', user_data: `#cloud-config\n${userData}` } } } }),
    );
    expect(run.read()).not.toContain('hush');
    expect(run.read().replace(/^ {8}/gm, '')).toContain(shown);
  });

  test('gives back every stack that it was made from', () => {
    const value = fc.jsonValue({ maxDepth: 2 }).map((part) => withoutNull(JSON.parse(JSON.stringify(part))));
    const some = <T>(part: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
      fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), part, { minKeys: 1, maxKeys: 2 });
    fc.assert(
      fc.property(some(some(some(value))), (resource) => {
        expect(fromYaml(toYaml('lab', { resource }))).toEqual({ resource });
      }),
    );
  });
});

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value ?? 0;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, withoutNull(part)]),
  );
}
