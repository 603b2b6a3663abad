import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { measureEngine, measureHost } from '../budget/measure-host';
import type { MeasuredHost, MeasuredHosts } from '../budget/measured-host';
import { synthUncounted } from '../budget/synth-uncounted';
import { UserError } from '../errors';
import { formatBytes } from '../host/system/bytes';
import { HostConnections } from '../lab/host-connections';
import type { Manifest } from '../project/manifest';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

/** Engines that can be asked. */
const ASKED = /^(?:unix|ssh):\/\//;

/**
 * Reads what each host and engine has into `labcloud.hosts.json`. An engine in a machine of the lab need not be there yet: if it is not, the file
 * goes on saying of it what it said.
 *
 * @throws UserError when a host does not answer, or an engine that is in no machine; the file stays as it is
 */
export async function runHosts({ project, reporter }: CommandContext): Promise<number> {
  const manifest = await synthUncounted(project);
  const file = project.measuredHostsFile;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const known = before === undefined ? {} : (JSON.parse(before) as MeasuredHosts).hosts;
  const away = (path: string, reason: string): MeasuredHost | undefined => {
    reporter.note(`${path} is in a machine that does not answer, and was not read: ${reason}`);
    return known[path];
  };
  const found = await HostConnections.during((connections) => measureAll(manifest, connections, away));
  const content: MeasuredHosts = { version: 1, hosts: Object.fromEntries(found) };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const changed = before !== text;
  if (changed) {
    writeFileSync(file, text);
  }
  process.stdout.write(`${describe(found)}\n\n${changed ? `Written to ${file}: commit it` : `${file} says so already`}\n`);
  return 0;
}

type Measured = [path: string, host: MeasuredHost];

/** What is known of something that is not there now. */
type Away = (path: string, reason: string) => MeasuredHost | undefined;

async function measureAll({ stacks }: Manifest, connections: HostConnections, away: Away): Promise<Measured[]> {
  const hosts = stacks.flatMap(({ hosts: all, pools }) =>
    all.map(async ({ path, uri }): Promise<Measured> => {
      const own = pools.filter(({ host }) => host === path);
      return [path, await measureHost(await connections.to(uri), own, !/^\w+\+(?!unix)/.test(uri))];
    }),
  );
  const engines = stacks.flatMap(({ engines: all }) =>
    all
      .filter(({ host }) => ASKED.test(host))
      .map(async ({ path, host, machine }): Promise<Measured | undefined> => {
        const found = await measureEngine(host).catch((error: unknown) => {
          if (machine === undefined || !(error instanceof UserError)) {
            throw error;
          }
          return away(path, error.message);
        });
        return found && [path, found];
      }),
  );
  const found = await Promise.all([...hosts, ...engines]);
  return found.filter((each) => each !== undefined).sort(([one], [other]) => (one < other ? -1 : 1));
}

function describe(found: readonly Measured[]): string {
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
