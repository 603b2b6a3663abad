import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

interface Summary {
  readonly success: boolean;
  readonly output: string;
  readonly counts: {
    readonly added: number;
    readonly matched: number;
    readonly unmatched: number;
    readonly updated: number;
    readonly unchecked: number;
  };
}

/** A project whose tests Jest itself runs, in a folder below this repository so that Jest finds everything. */
class Project {
  readonly directory: string;

  constructor() {
    mkdirSync(join(ROOT, 'coverage'), { recursive: true });
    this.directory = mkdtempSync(join(ROOT, 'coverage/jest-'));
    // oxlint-disable-next-line typescript/no-require-imports -- Jest's configuration is CommonJS
    const { projects } = require('../../../jest.config.js') as { projects: Record<string, unknown>[] };
    const [{ transform, transformIgnorePatterns } = {}] = projects;
    const moduleNameMapper = { '^@labcloud/([^/]+)$': `${ROOT}/packages/$1/src` };
    const config = { rootDir: this.directory, testMatch: ['**/*.test.ts'], transform, transformIgnorePatterns, moduleNameMapper };
    writeFileSync(join(this.directory, 'jest.config.json'), JSON.stringify(config));
  }

  write(tests: Record<string, string>): void {
    const code = Object.entries(tests).map(
      ([name, greeting]) => `test('${name}', () => expect(template('${greeting}')).toMatchCloudSnapshot());`,
    );
    const head = `import { Template } from '@labcloud/testing';
const template = (title: string) => Template.fromJson({ resource: { libvirt_domain: { web: { name: 'web', title } } } });`;
    writeFileSync(join(this.directory, 'lab.test.ts'), [head, ...code].join('\n'));
  }

  run(options: { args?: string[]; ci?: string } = {}): Summary {
    const environment = { ...process.env };
    delete environment.CI;
    const args = [
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--config',
      join(this.directory, 'jest.config.json'),
      '--json',
      '--runInBand',
      ...(options.args ?? []),
    ];
    const env = { ...environment, ...(options.ci !== undefined && { CI: options.ci }), FORCE_COLOR: '0' };
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.directory, env, encoding: 'utf8' });
    const { success, snapshot } = JSON.parse(stdout) as { success: boolean; snapshot: Summary['counts'] };
    const { added, matched, unmatched, updated, unchecked } = snapshot;
    return { success, output: stderr, counts: { added, matched, unmatched, updated, unchecked } };
  }

  get snapshots(): string[] {
    return readdirSync(join(this.directory, '__snapshots__')).sort();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

describe('under Jest', () => {
  const project = new Project();
  const none = { added: 0, matched: 0, unmatched: 0, updated: 0, unchecked: 0 };
  afterAll(() => {
    project.remove();
  });

  test('a snapshot is refused in CI, written at home, compared, called obsolete and removed, and Jest counts all of that', () => {
    project.write({ one: 'a', two: 'b' });
    const inCi = project.run({ ci: 'true', args: ['--ci=false'] });
    expect(inCi).toMatchObject({ success: false, counts: { ...none, unmatched: 2 } });
    expect(inCi.output).toContain('There is no __snapshots__/lab.test.ts.one.stack.yaml, and none is written in CI');

    expect(project.run({ args: ['--ci=false'] })).toMatchObject({ success: true, counts: { ...none, added: 2 } });
    expect(project.snapshots).toEqual(['lab.test.ts.one.stack.yaml', 'lab.test.ts.two.stack.yaml']);

    project.write({ one: 'changed' });
    const changed = project.run({ args: ['--ci=false'] });
    expect(changed).toMatchObject({ success: false, counts: { ...none, unmatched: 1, unchecked: 1 } });
    expect(changed.output).toContain('libvirt_domain.web: title "a" → "changed", live: libvirt changes it in the running machine');
    expect(changed.output).toContain('1 snapshot obsolete');
    expect(changed.output).toContain('two: cloud stack 1');

    expect(project.run({ args: ['-u'] })).toMatchObject({ success: true, counts: { updated: 1 } });
    expect(project.snapshots).toEqual(['lab.test.ts.one.stack.yaml']);
    expect(readFileSync(join(project.directory, '__snapshots__/lab.test.ts.one.stack.yaml'), 'utf8')).toContain('title: changed');

    project.write({ one: 'changed', two: 'b' });
    expect(project.run({ args: ['--ci=false', '-t', 'two'] })).toMatchObject({ success: true, counts: { ...none, added: 1 } });
  }, 60_000);
});
