// Builds dist/terraform-provider-libvirt (one executable) and dist/schema.json; does nothing when their inputs have not changed.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const executable = join(dist, 'terraform-provider-libvirt');
const schemaFile = join(dist, 'schema.json');
const stampFile = join(dist, '.stamp');

function inputs() {
  const packages = ['terraform-provider-libvirt', 'terraform-plugin', 'libvirt-client'].map((name) => join(here, '..', name));
  const sources = packages.flatMap((folder) => [
    join(folder, 'package.json'),
    ...readdirSync(join(folder, 'src'), { recursive: true }).map((file) => join(folder, 'src', file)),
  ]);
  return [fileURLToPath(import.meta.url), ...sources.filter((file) => /\.(mjs|ts|json)$/.test(file)).sort()];
}

function stamp() {
  const hash = createHash('sha256');
  for (const file of inputs()) hash.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const common = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', absWorkingDir: here, logLevel: 'warning' };

async function writeSchema() {
  const printer = join(dist, 'print-schema.cjs');
  const contents = `
    import { schemaJson } from '@labcloud/terraform-plugin';
    import { providerSchema, resourceSchemas, SOURCE } from './src/schemas';
    const resources = Object.fromEntries(Object.entries(resourceSchemas).map(([name, schema]) => [name, { schema }]));
    module.exports = schemaJson({ schema: providerSchema, resources }, SOURCE);`;
  await build({ ...common, stdin: { contents, resolveDir: here, loader: 'ts' }, outfile: printer });
  writeFileSync(schemaFile, `${JSON.stringify(createRequire(import.meta.url)(printer), null, 1)}\n`);
  rmSync(printer);
}

async function writeExecutable() {
  await build({
    ...common,
    entryPoints: ['src/main.ts'],
    outfile: executable,
    minify: true,
    legalComments: 'eof',
    banner: { js: '#!/usr/bin/env node' },
  });
  chmodSync(executable, 0o755);
}

function countOf(attributes) {
  return Object.values(attributes).reduce((sum, { nested_type: nested }) => sum + 1 + (nested ? countOf(nested.attributes) : 0), 0);
}

function printCounts() {
  const [{ provider, resource_schemas: resources }] = Object.values(JSON.parse(readFileSync(schemaFile, 'utf8')).provider_schemas);
  const counts = Object.entries({ provider, ...resources }).map(([name, { block }]) => [name, countOf(block.attributes)]);
  for (const [name, count] of counts) console.log(`${String(count).padStart(4)}  ${name}`);
  console.log(`${String(counts.reduce((sum, [, count]) => sum + count, 0)).padStart(4)}  attributes in all`);
}

const wanted = stamp();
if (![executable, schemaFile, stampFile].every((file) => existsSync(file)) || readFileSync(stampFile, 'utf8') !== wanted) {
  mkdirSync(dist, { recursive: true });
  rmSync(stampFile, { force: true });
  await writeSchema();
  await writeExecutable();
  writeFileSync(stampFile, wanted);
}
if (process.argv.includes('--count')) printCounts();
