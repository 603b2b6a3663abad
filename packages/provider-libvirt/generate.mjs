// Generates lib/ from the provider's schema and compiles it; does nothing when the inputs have not changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  for (const file of readdirSync(generated, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const path = join(generated, file);
    writeFileSync(path, withPublishedDocs(madeLazily(readFileSync(path, 'utf8'))));
  }
}

/** What nested attributes are read and written through is made when it is first needed: most of a machine has none. */
function madeLazily(code) {
  return code
    .replace(
      /this\.(_\w+)\??\.internalValue = ([\w.]+);/g,
      'if ($2 !== undefined || this._$1 !== undefined) { this.$1.internalValue = $2; }',
    )
    .replace(/this\.(_\w+)\??\.internalValue(?! =)/g, 'this._$1?.internalValue')
    .replace(/private (_\w+) = new (\w+)\((.*)\);/g, 'private _$1?: $2;\n  private get $1(): $2 { return (this._$1 ??= new $2($3)); }');
}

/** Names and types are those of the published provider, so its reference applies. */
function withPublishedDocs(code) {
  return code.replaceAll(
    /https:\/\/labcloud\.local\/providers\/labcloud\/libvirt\/[^/]+\/docs/g,
    'https://registry.terraform.io/providers/dmacvicar/libvirt/latest/docs',
  );
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
    useDefineForClassFields: false,
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
