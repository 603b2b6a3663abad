import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** When everything was modified that npm has installed. */
const NPM_TIME = new Date('1985-10-26T08:15:00Z');

let folder: string;

function command(code: string): void {
  writeFileSync(join(folder, 'dist/labcloud.js'), `exports.main = (argv) => { ${code} };`);
}

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(folder, 'bin/labcloud.js'), ...args], { encoding: 'utf8' });
}

const kept = (): string[] => readdirSync(join(folder, 'dist')).filter((file) => file !== 'labcloud.js');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-bin-'));
  mkdirSync(join(folder, 'dist'));
  cpSync(join(__dirname, '../../../packages/cli/bin'), join(folder, 'bin'), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the command runs the same from what was compiled before, with its arguments, folder and packages', () => {
  command("console.log(argv[2], require('node:path').basename(__dirname)); process.exitCode = 3;");

  expect(run('word')).toMatchObject({ status: 3, stdout: 'word dist\n', stderr: '' });
  expect(kept()).toEqual([expect.stringMatching(/^labcloud\.\w+-\w+\.bin$/)]);
  expect(run('word')).toMatchObject({ status: 3, stdout: 'word dist\n', stderr: '' });
});

test('a newer one of the same length is seen, and the older one goes', () => {
  command("console.log('one')");
  utimesSync(join(folder, 'dist/labcloud.js'), NPM_TIME, NPM_TIME);
  run();
  command("console.log('two')");
  utimesSync(join(folder, 'dist/labcloud.js'), NPM_TIME, NPM_TIME);

  expect([run().stdout, run().stdout, kept().length]).toEqual(['two\n', 'two\n', 1]);
});

test('what was cut off is made again', () => {
  command("console.log('whole')");
  run();
  const [file = ''] = kept();
  truncateSync(join(folder, 'dist', file), 20);

  expect(run()).toMatchObject({ status: 0, stdout: 'whole\n', stderr: '' });
  expect(statSync(join(folder, 'dist', file)).size).toBeGreaterThan(20);
});

test('the built command imports nothing while it runs, which kept code cannot', () => {
  const built = readFileSync(join(__dirname, '../../../packages/cli/dist/labcloud.js'), 'utf8');

  expect(built).toContain('main: () => main');
  expect(built).not.toMatch(/\bimport\s*\(/);
});
