import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Scene } from './faults';

/** Removes one thing of the lab as somebody would who does not know of it: a machine, a network, a volume, the pool, a seed. */
export function removeByHand({ lab, work, random, note }: Scene): Promise<void> {
  const { host } = lab.machine;
  const list = (...command: string[]): string[] => lines(host.run('virsh', '-q', ...command));
  const files = existsSync(lab.poolFolder) ? readdirSync(lab.poolFolder).map((name) => join(lab.poolFolder, name)) : [];
  const volumes = files.filter((file) => file !== lab.media);
  const ways: [what: string, remove: () => void][] = [
    ...list('list', '--all', '--name').map((name): [string, () => void] => [
      `domain ${name}`,
      () => host.run('sh', '-c', `virsh -q destroy ${name}; virsh -q undefine ${name} --managed-save --nvram`),
    ]),
    ...list('net-list', '--all', '--name').map((name): [string, () => void] => [
      `network ${name}`,
      () => host.run('sh', '-c', `virsh -q net-destroy ${name}; virsh -q net-undefine ${name}`),
    ]),
    // Who takes the pool from a lab that is being destroyed takes its files out of the lab's hands: nothing says any more whose they are.
    ...('destroy' in work ? [] : list('pool-list', '--all', '--name')).map((name): [string, () => void] => [
      `pool ${name}`,
      () => host.run('sh', '-c', `virsh -q pool-destroy ${name}; virsh -q pool-undefine ${name}`),
    ]),
    ...list('secret-list').map((line): [string, () => void] => {
      const uuid = line.split(/\s+/)[0] ?? '';
      return [`secret ${uuid}`, () => host.run('virsh', '-q', 'secret-undefine', uuid)];
    }),
    ...volumes.map((file): [string, () => void] => [`file ${file}`, () => rmSync(file)]),
    ...volumes.map((file): [string, () => void] => [`volume ${file}`, () => host.run('virsh', '-q', 'vol-delete', file)]),
  ];
  if (ways.length > 0) {
    const [what, remove] = random.pick(ways);
    note(`removed ${what}`);
    remove();
  }
  return Promise.resolve();
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
