// `npm run bench [NAME…]`: runs each *.bench.mjs, or those whose name contains one of the words.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(folder).filter(
  (file) => file.endsWith('.bench.mjs') && (words.length === 0 || words.some((word) => file.includes(word))),
);
if (files.length === 0) {
  console.error(`No benchmark's name contains ${words.join(' or ')}.`);
  process.exit(1);
}
let failed = false;
for (const file of files) {
  console.log(`\n${file.replace('.bench.mjs', '')}`);
  failed = spawnSync(process.execPath, [join(folder, file)], { cwd: dirname(folder), stdio: 'inherit' }).status !== 0 || failed;
}
process.exit(failed ? 1 : 0);
