import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');

/** When everything was modified that npm has installed. */
const NPM_TIME = new Date('1985-10-26T08:15:00Z');

let project: string;

function write(file: string, content: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
}

/** Installs a package that has one file. */
function kit(code: string): void {
  write('node_modules/kit/package.json', '{ "name": "kit", "main": "index.js" }');
  write('node_modules/kit/index.js', code);
}

function run(env: NodeJS.ProcessEnv = {}, app = 'main.ts'): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['-r', join(REPOSITORY, 'scripts/register.cjs'), app], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, LABCLOUD_FAST_SYNTH: undefined, LABCLOUD_TRACE: undefined, ...env },
  });
}

/** What three runs print: one that stores the scripts, one that stores what was compiled, and one that uses both. */
function printed(): string[] {
  return Array.from({ length: 3 }, () => {
    const { status, stdout, stderr } = run();
    if (status !== 0) throw new Error(stderr);
    return `${stdout}${stderr}`.trim();
  });
}

const cache = (): string => join(project, 'node_modules/.cache/labcloud');
const cached = (pattern: RegExp): string[] => readdirSync(cache()).filter((file) => pattern.test(file));

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'labcloud register-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(REPOSITORY, 'node_modules/esbuild'), join(project, 'node_modules/esbuild'));
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

test('an app of several files runs, and the same again from what was kept', () => {
  write('main.ts', "import { two } from './parts/two';\nconst sum: number = 1 + two;\nconsole.log(sum, __dirname === process.cwd());");
  write('parts/two.ts', 'export const two: number = 2;');

  expect(printed()).toEqual(Array(3).fill('3 true'));
  expect(cached(/^app-.*\.bin$/)).toHaveLength(1);
});

test('a change of any of its files is seen', () => {
  write('main.ts', "import { word } from './word';\nconsole.log(word);");
  write('word.ts', "export const word = 'before';");
  printed();

  write('word.ts', "export const word = 'afterwards';");

  expect(printed()).toEqual(Array(3).fill('afterwards'));
  expect(cached(/^app-.*\.js$/)).toHaveLength(1);
});

test('a package is what Node makes of it', () => {
  write('main.ts', "import * as kit from 'kit';\nconsole.log(JSON.stringify(kit.facts()));");
  write('node_modules/kit/package.json', '{ "name": "kit", "version": "1.2.3", "main": "lib/index.js" }');
  write(
    'node_modules/kit/lib/index.js',
    `#!/usr/bin/env node
const other = require('./other');
let missing;
try { require('not-there'); } catch (error) { missing = error.code; }
let modern;
try { modern = require('./modern').default; } catch (error) { modern = error.name; }
exports.early = 'early';
exports.facts = () => ({
  version: require('../package.json').version,
  here: __filename.endsWith('kit/lib/index.js') && __dirname.endsWith('kit/lib'),
  isMain: require.main === module,
  resolved: require.resolve('./other').endsWith('lib/other.js'),
  cached: require.cache[__filename] === module,
  other: other(), missing, modern,
}); // no line after this one`,
  );
  write(
    'node_modules/kit/lib/other.js',
    `const index = require('.');
module.exports = function () { return [index.early, this === undefined, typeof arguments.callee, module.parent.id === require.resolve('.')]; };`,
  );
  write('node_modules/kit/lib/modern.js', 'export default 1;');

  const stock = run({ LABCLOUD_FAST_SYNTH: '0' }).stdout.trim();
  const facts = { version: '1.2.3', here: true, isMain: false, resolved: true, cached: true };
  expect(JSON.parse(stock)).toMatchObject({ ...facts, other: ['early', false, 'function', true], missing: 'MODULE_NOT_FOUND' });
  expect(printed()).toEqual(Array(3).fill(stock));
  expect(readFileSync(join(cache(), cached(/^modules-.*\.js$/)[0] ?? ''), 'utf8')).toContain('early');
});

test('a package and an app that import while they run do so', () => {
  write('main.ts', "import { load } from 'kit';\nvoid load().then(async (word) => console.log(word, (await import('words')).second));");
  kit("exports.load = async () => (await import('words')).first;");
  write('node_modules/words/package.json', '{ "name": "words", "type": "module", "exports": "./index.js" }');
  write('node_modules/words/index.js', "export const first = 'one';\nexport const second = 'two';");

  expect(printed()).toEqual(Array(3).fill('one two'));
});

test('another version of a package is seen, also one of the same size and time, and so is a package that is new', () => {
  write('main.ts', "import { word } from 'kit';\nconsole.log(word);");
  const installed = (code: string): void => {
    kit(code);
    utimesSync(join(project, 'node_modules/kit/index.js'), NPM_TIME, NPM_TIME);
  };
  installed("exports.word = 'one';");
  printed();
  installed("exports.word = 'two';");
  expect(run().stdout).toBe('two\n');

  kit("exports.word = require('words').word;");
  write('node_modules/words/package.json', '{ "name": "words", "main": "index.js" }');
  write('node_modules/words/index.js', "exports.word = 'another';");

  expect(printed()).toEqual(Array(3).fill('another'));
});

test('an error says where it comes from, kept or not', () => {
  write('main.ts', "import { fail } from './parts/fail';\n\nfail('it is so');");
  write('parts/fail.ts', '/** Fails. */\nexport function fail(why: string): void {\n\n  throw new RangeError(why);\n}');
  const traces = [1, 2, 3].map(() => run());
  write('parts/fail.ts', 'export const fail = (_why: string): void => undefined;');
  printed();
  write('parts/fail.ts', '/** Fails. */\nexport function fail(why: string): void {\n\n  throw new RangeError(why);\n}');
  traces.push(run());

  for (const { status, stderr } of traces) {
    expect(status).toBe(1);
    expect(stderr).toMatch(/^RangeError: it is so\n {4}at fail \(.*\/parts\/fail\.ts:4:9\)\n {4}at .*\/main\.ts:3:1\)\n/);
  }
});

test('with LABCLOUD_TRACE an error says where in a package it comes from', () => {
  write('main.ts', "import { word } from 'kit';\nif (process.env.LABCLOUD_TRACE) word();");
  kit("exports.word = () => {\n  throw new Error('no');\n};");
  printed();

  expect(run({ LABCLOUD_TRACE: '1' }).stderr).toMatch(/at .*\/kit\/index\.js:2:9\)\n {4}at .*main\.ts:2:33\)/);
});

test('what was cut off is made again', () => {
  write('main.ts', "import { word } from 'kit';\nconsole.log(word);");
  kit("exports.word = 'whole';");
  printed();
  for (const pattern of [/\.bin$/, /\.js$/, /\.json$/]) {
    const files = cached(pattern);
    expect(files).toHaveLength(2);
    files.forEach((file) => truncateSync(join(cache(), file), 10));

    expect(run()).toMatchObject({ status: 0, stdout: 'whole\n', stderr: '' });
  }
});

test('where nothing can be kept, it runs all the same', () => {
  write('main.ts', "console.log('here');");
  write('node_modules/.cache', 'a file');

  expect(printed()).toEqual(Array(3).fill('here'));
});

test('what was kept of an app that is gone goes when another is made', () => {
  write('main.ts', "console.log('one');");
  write('second.ts', "console.log('two');");
  printed();
  rmSync(join(project, 'main.ts'));

  run({}, 'second.ts');

  expect(cached(/^app-.*\.json$/)).toHaveLength(1);
  expect(cached(/^app-.*\.js$/)).toHaveLength(1);
});

test('LABCLOUD_FAST_SYNTH=0 loads packages as they are', () => {
  write('main.ts', "import { word } from 'kit';\nconsole.log(word);");
  kit("exports.word = 'stock';");

  expect(run({ LABCLOUD_FAST_SYNTH: '0' }).stdout).toBe('stock\n');
  expect(cached(/^modules/)).toEqual([]);
  expect(existsSync(cache())).toBe(true);
});
