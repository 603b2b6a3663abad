// Generates lib/ from the provider's schema and compiles it; does nothing when the inputs have not changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const schemaFile = join(here, '../terraform-provider-libvirt/dist/schema.json');
const generated = join(here, '.gen');
const lib = join(here, 'lib');
const stampFile = join(lib, '.stamp');
const { version } = require('../terraform-provider-libvirt/package.json');

function stamp() {
  const hash = createHash('sha256').update(version);
  for (const file of [fileURLToPath(import.meta.url), join(here, 'package.json'), schemaFile]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

async function generate() {
  // The generator's library asks for the version of this binary when it is loaded, and reports usage; neither is wanted.
  Object.assign(process.env, { TERRAFORM_BINARY_NAME: 'true', CHECKPOINT_DISABLE: '1' });
  const { CodeMaker } = require('codemaker');
  const { ConstructsMakerProviderTarget, LANGUAGES, TerraformProviderConstraint } = require('@cdktf/commons');
  // The package's main module wants jsii-pacmak, which serves other languages.
  const { TerraformProviderGenerator } = require('@cdktf/provider-generator/lib/get/generator/provider-generator');
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const [source] = Object.keys(schema.provider_schemas);
  const generator = new TerraformProviderGenerator(new CodeMaker(), { ...schema, provider_versions: { [source]: version } });
  generator.generate(
    new ConstructsMakerProviderTarget(new TerraformProviderConstraint({ name: 'libvirt', source, version }), LANGUAGES[0]),
  );
  rmSync(generated, { recursive: true, force: true });
  await generator.save(generated);
}

function compile() {
  const ts = require('typescript');
  const root = join(generated, 'providers/libvirt');
  const program = ts.createProgram([join(root, 'index.ts'), join(root, 'lazy-index.ts')], {
    rootDir: root,
    outDir: lib,
    declaration: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '5.0',
    types: ['node'],
    skipLibCheck: true,
    noCheck: true,
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0)
    throw new Error(
      ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => here, getNewLine: () => '\n' }),
    );
}

const wanted = stamp();
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib);
  await generate();
  compile();
  rmSync(generated, { recursive: true, force: true });
  writeFileSync(stampFile, wanted);
}
