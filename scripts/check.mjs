// `npm run check`: types, lint, layers, dead code, unit and snapshot tests. Needs no daemon.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { runLanes } from './jobs.mjs';
import { clearTotals, printTotals } from './totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);

/** The TypeScript that checks types; what documents the API and makes the bindings needs the interface of the one before. */
const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');

/** The tests that need no daemon. */
const unit = [
  {
    name: 'unit and snapshot tests',
    command: bin('jest'),
    args: ['--selectProjects', 'unit', '--ci', '--maxWorkers=2', '--json', '--outputFile=coverage/unit.json'],
  },
];

/** What is found by reading the code. */
export const reading = [
  { name: 'code in documents', command: process.execPath, args: ['scripts/docs-code.mjs'] },
  {
    name: 'types',
    command: process.execPath,
    args: [compiler, '--noEmit', '-p', '.', '--incremental', '--tsBuildInfoFile', 'coverage/.tsbuildinfo'],
  },
  {
    name: 'layers',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'main.ts', 'stacks', 'examples', 'constructs', 'packages', '__tests__'],
  },
  { name: 'lint', command: bin('oxlint'), args: ['--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'format', command: bin('oxfmt'), args: ['--check'] },
  { name: 'dead code', command: bin('knip'), args: [] },
  { name: 'attributes', command: process.execPath, args: ['packages/terraform-provider-libvirt/build.mjs', '--count'], show: true },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureInstalled(root);
  clearTotals(root, ['unit']);
  const passed = await runLanes(root, [unit, reading]);
  printTotals(root, ['unit']);
  process.exit(passed ? 0 : 1);
}
