import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LabApp, LabStack } from '../../../../constructs';
import { scenarios } from './scenarios';
import { WRONG } from './wrong-scenarios';

/** Synthesizes every scenario into a folder of its own and prints what each threw: run once with the fast path and once without. */
const [, , output = '.'] = process.argv;
const errors: Record<string, string> = {};

for (const [name, build] of Object.entries({ ...scenarios, ...WRONG })) {
  const directory = join(output, name);
  mkdirSync(directory, { recursive: true });
  try {
    const app = new LabApp({ projectDir: directory, outdir: join(directory, 'cdktf.out') });
    build(app, new LabStack(app, 'one'));
    app.synth();
  } catch (error) {
    errors[name] = (error as Error).message;
  }
}

console.log(JSON.stringify(errors));
