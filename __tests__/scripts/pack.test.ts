import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { useTempDir } from '../support/temp-dir';

const { keepReachable } = jest.requireActual<{ keepReachable: (folder: string, entry: string) => void }>(
  '../../scripts/pack/declarations.mjs',
);
const { noticesOf } = jest.requireActual<{ noticesOf: (root: string, metafiles: { inputs: Record<string, object> }[]) => string }>(
  '../../scripts/pack/notices.mjs',
);

const folder = useTempDir('labcloud-pack');

function write(path: string, content: string): string {
  const file = join(folder(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

test('declarations keep what they lead to, by relative paths', () => {
  const entry = write('types/kit.d.ts', "import './packages/testing/src/side';\nexport * from './packages/testing/src';\n");
  write(
    'types/packages/testing/src/index.d.ts',
    "import { type Row } from '@labcloud/tables';\nexport type { App } from 'cdktf';\nexport type R = Row;\n",
  );
  write('types/packages/testing/src/side.d.ts', "export type Lazy = import('./deep/thing').Thing;\n");
  write('types/packages/testing/src/deep/thing.d.ts', 'export interface Thing {}\n');
  write('types/packages/testing/src/unused.d.ts', '');
  write('types/packages/testing/src/index.js', '');
  write('types/packages/tables/src/index.d.ts', 'export interface Row {}\n');
  keepReachable(join(folder(), 'types/packages'), entry);

  const index = readFileSync(join(folder(), 'types/packages/testing/src/index.d.ts'), 'utf8');
  expect(index).toContain("from '../../tables/src/index'");
  expect(index).toContain("from 'cdktf'");
  expect(readFileSync(join(folder(), 'types/packages/testing/src/side.d.ts'), 'utf8')).toContain("import('./deep/thing')");
  expect(() => readFileSync(join(folder(), 'types/packages/testing/src/unused.d.ts'))).toThrow('ENOENT');
  expect(() => readFileSync(join(folder(), 'types/packages/testing/src/index.js'))).toThrow('ENOENT');
});

test('a declaration that leads nowhere is an error', () => {
  const entry = write('lost/kit.d.ts', "export * from '@labcloud/none';\n");
  expect(() => keepReachable(join(folder(), 'lost'), entry)).toThrow("there is no declaration of '@labcloud/none'");
});

test('notices have each package once, with its licence', () => {
  write('node_modules/one/package.json', JSON.stringify({ name: 'one', version: '1.2.3', license: 'MIT', author: { name: 'Somebody' } }));
  write('node_modules/one/LICENSE', 'Do what you like.\n');
  write('node_modules/@two/part/package.json', JSON.stringify({ name: '@two/part', version: '2.0.0', license: 'ISC' }));
  write('packages/x/node_modules/three/package.json', JSON.stringify({ name: 'three', version: '3.0.0' }));
  const text = noticesOf(folder(), [
    { inputs: { 'src/own.ts': {}, 'node_modules/one/lib/a.js': {}, 'node_modules/one/lib/b.js': {} } },
    { inputs: { 'node_modules/@two/part/index.js': {} } },
  ]);
  expect(text.match(/^one 1\.2\.3 \(MIT\), Somebody$/gm)).toHaveLength(1);
  expect(text).toContain('Do what you like.');
  expect(text).toContain('@two/part 2.0.0 (ISC)');
  expect(() => noticesOf(folder(), [{ inputs: { 'packages/x/node_modules/three/a.js': {} } }])).toThrow('says nothing about its licence');
});
