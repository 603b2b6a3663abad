import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { measureEngine, measureHost } from '../budget/measure-host';
import type { MeasuredHost, MeasuredHosts } from '../budget/measured-host';
import { synthUncounted } from '../budget/synth-uncounted';
import { formatBytes } from '../host/system/bytes';
import { HostConnections } from '../lab/host-connections';
import type { Manifest } from '../project/manifest';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

const UNIX = 'unix://';

/** Reads what each host and engine has into `labcloud.hosts.json`. */
export async function runHosts({ project }: CommandContext): Promise<number> {
  const manifest = await synthUncounted(project);
  const found = await HostConnections.during((connections) => measureAll(manifest, connections));
  const content: MeasuredHosts = { version: 1, hosts: Object.fromEntries(found) };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const file = project.measuredHostsFile;
  const changed = !existsSync(file) || readFileSync(file, 'utf8') !== text;
  if (changed) {
    writeFileSync(file, text);
  }
  process.stdout.write(`${describe(found)}\n\n${changed ? `Written to ${file}: commit it` : `${file} says so already`}\n`);
  return 0;
}

async function measureAll({ stacks }: Manifest, connections: HostConnections): Promise<[string, MeasuredHost][]> {
  const hosts = stacks.flatMap(({ hosts: all, pools }) =>
    all.map(async ({ path, uri }): Promise<[string, MeasuredHost]> => {
      const own = pools.filter(({ host }) => host === path);
      return [path, await measureHost(await connections.to(uri), own, !/^\w+\+(?!unix)/.test(uri))];
    }),
  );
  const engines = stacks.flatMap(({ engines: all }) =>
    all
      .filter(({ host }) => host.startsWith(UNIX))
      .map(async ({ path, host }): Promise<[string, MeasuredHost]> => [path, await measureEngine(host.slice(UNIX.length))]),
  );
  const found = await Promise.all([...hosts, ...engines]);
  return found.sort(([one], [other]) => (one < other ? -1 : 1));
}

function describe(found: readonly [string, MeasuredHost][]): string {
  return formatTable(
    ['HOST', 'MEMORY', 'THREADS', 'POOLS'],
    found.map(([path, { memory, cpus, pools = {} }]) => [
      path,
      formatBytes(memory),
      String(cpus),
      Object.entries(pools)
        .map(([folder, bytes]) => `${folder} ${formatBytes(bytes)}`)
        .join(', ') || '-',
    ]),
  );
}
