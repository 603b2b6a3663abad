import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { completionScript } from '../../../../packages/cli/src/completion/script';
import { needs } from '../../../support/needs';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-completion');

/** Stands in for labcloud: says which words it got, each as a candidate. */
const ECHO = '#!/bin/sh\nshift 2\nfor word; do printf "<%s>\\tdescription\\n" "$word"; done\n';

function environment(): NodeJS.ProcessEnv {
  const file = join(folder(), 'labcloud');
  writeFileSync(file, ECHO);
  chmodSync(file, 0o755);
  return { ...process.env, PATH: `${folder()}${delimiter}${process.env.PATH ?? ''}` };
}

/** What bash offers for a command line, as it fills COMPREPLY. */
function complete(words: readonly string[]): string[] {
  const list = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const script = `${completionScript('bash')}\nCOMP_WORDS=(${list})\nCOMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_labcloud\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-uc', script], { encoding: 'utf8', env: environment(), cwd: folder() }).split('\n').filter(Boolean);
}

describe('completion for bash', () => {
  test('hands over the words typed so far, and takes the candidates without their descriptions', () => {
    expect(complete(['labcloud', 'ssh', 'we'])).toEqual(['<ssh>', '<we>']);
    expect(complete(['labcloud', ''])).toEqual(['<>']);
  });

  test('evaluates nothing of what is typed', () => {
    expect(complete(['labcloud', '$(touch evil)', "`id`'", 'a b'])).toEqual(['<$(touch evil)>', "<`id`'>", '<a b>']);
    expect(execFileSync('ls', [folder()], { encoding: 'utf8' })).not.toContain('evil');
  });

  test('can be read twice', () => {
    const twice = completionScript('bash').repeat(2);
    expect(spawnSync('bash', ['-euc', twice]).status).toBe(0);
  });
});

const zsh = spawnSync('zsh', ['-c', 'true']).status === 0;

needs(zsh, 'zsh').describe('completion for zsh', () => {
  test('hands over the words typed so far', () => {
    const script = `compdef() { :; }; _describe() { print -l -- $candidates; }\n${completionScript('zsh')}\nwords=(labcloud ssh we); CURRENT=3; _labcloud`;
    const output = execFileSync('zsh', ['-fc', script], { encoding: 'utf8', env: environment() });
    expect(output.split('\n').filter(Boolean)).toEqual(['<ssh>:description', '<we>:description']);
  });
});
