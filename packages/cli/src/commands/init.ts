import { relative } from 'node:path';
import type { Command } from 'commander';
import { type InitOptions, initProject } from '../init/init-project';
import { examples } from './examples';

/** Adds what begins a project; `done` receives the exit status. */
export function addInit(program: Command, done: (status: number) => void): void {
  const command = program
    .command('init')
    .description('begin a project: a stack with a machine, its tests, a CI file; asks nothing, and writes only into an empty folder')
    .argument('<folder>', 'one that is empty or does not exist')
    .option('--id <id>', "what names on hosts begin with (default: from the folder's name)")
    .option('--package <package>', 'what npm installs as labcloud: a version, or the path of a packed file (default: this version)')
    .action((folder: string, options: InitOptions) => {
      const files = initProject(folder, options);
      process.stdout.write(files.map((file) => `${file}\n`).join(''));
      process.stderr.write(`\nNow:\n  cd ${relative('.', folder) || '.'}\n  npm install\n  npm test\n  npx labcloud up\n`);
      done(0);
    });
  examples(command, [
    ['labcloud init my-lab', 'then cd my-lab && npm install && npm test'],
    ['labcloud init my-lab --id dev --package ./labcloud-0.1.0.tgz', 'with what npm pack has made'],
  ]);
}
