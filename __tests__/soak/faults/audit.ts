import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesIn } from '../../e2e/provider/processes';
import { readState } from '../../../packages/cli/src/project/state-file';
import { type Canary } from './canary';
import { knownTo, takeInventory } from './inventory';
import { type Lab, type Work } from './lab';

/** How long what ends by itself may take, in milliseconds. */
const PATIENCE = 5000;

/** Everything that is wrong with a lab after some work was completed; empty when it is as it should be. */
export async function audit(lab: Lab, work: Work, canary: Canary): Promise<string[]> {
  const problems = [...stateProblems(lab), canary.problem()];
  if (problems.some((problem) => problem?.startsWith('the state'))) return present(problems);
  if ('form' in work) {
    const remaining = await lab.remaining();
    if (remaining !== undefined) problems.push(`the plan is not empty: ${remaining}`);
  }
  problems.push(await inventoryProblem(lab, work));
  problems.push(await eventually(() => processProblem(lab)));
  problems.push(await eventually(() => deviceProblem(lab)));
  return present(problems);
}

function present(problems: readonly (string | undefined)[]): string[] {
  return problems.filter((problem) => problem !== undefined);
}

function stateProblems({ state }: Lab): (string | undefined)[] {
  if (!existsSync(state)) return ['the state is gone'];
  const folder = dirname(state);
  const left = [join(folder, `.${state.slice(folder.length + 1)}.lock.info`), join(folder, 'errored.tfstate')];
  return [
    jsonProblem(state),
    (statSync(folder).mode & 0o777) === 0o700 ? undefined : "the state's folder can be read by others",
    (statSync(state).mode & 0o133) === 0 ? undefined : `the state has the mode ${(statSync(state).mode & 0o777).toString(8)}`,
    ...left.map((file) => (existsSync(file) ? `${file} is left` : undefined)),
  ];
}

function jsonProblem(file: string): string | undefined {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return undefined;
  } catch (error) {
    return `the state is no JSON: ${(error as Error).message}`;
  }
}

/** How much there is that the state does not know; undefined when the state cannot be read. */
export async function countStrays(lab: Lab): Promise<number | undefined> {
  if (existsSync(lab.state) && jsonProblem(lab.state) !== undefined) return undefined;
  const known = knownTo(lab);
  return (await takeInventory(lab)).filter((thing) => !known.includes(thing)).length;
}

async function inventoryProblem(lab: Lab, work: Work): Promise<string | undefined> {
  const [there, known] = [await takeInventory(lab), knownTo(lab)];
  const unknown = there.filter((thing) => !known.includes(thing));
  const missing = known.filter((thing) => !there.includes(thing));
  const wanted = 'destroy' in work ? (work.destroy === 'all' ? [] : KEPT) : undefined;
  const kept = wanted === undefined || known.every((thing) => wanted.includes(thing)) ? undefined : `left: ${known.join(', ')}`;
  const empty = wanted === undefined && (readState(lab.state).resources ?? []).length === 0 ? 'the state is empty' : undefined;
  return (
    present([
      unknown.length > 0 ? `unknown to the state: ${unknown.join(', ')}` : undefined,
      missing.length > 0 ? `known to the state and gone: ${missing.join(', ')}` : undefined,
      kept,
      empty,
    ]).join('; ') || undefined
  );
}

/** What a destruction keeps that keeps data. */
const KEPT = ['pool faults-pool', 'volume faults-pool-media.raw'];

/** Polls until nothing is wrong, because processes and devices may take a moment to go. */
async function eventually(look: () => string | undefined): Promise<string | undefined> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const problem = look();
    if (problem === undefined || performance.now() > end) return problem;
    await sleep(100);
  }
}

function processProblem({ machine: { host }, stack }: Lab): string | undefined {
  const left = processesIn(stack, 'terraform');
  if (left.length > 0) return `${left.length} processes of Terraform are left`;
  const active = lines(host.run('virsh', '-q', 'list', '--name')).length;
  const guests = host.pids('qemu-system-x86').length;
  return guests === active ? undefined : `${guests} processes of QEMU for ${active} active domains`;
}

/** Bridges and taps, against the networks and the guests that run. */
function deviceProblem({ machine: { host } }: Lab): string | undefined {
  const networks = lines(host.run('virsh', '-q', 'net-list', '--name'));
  const expected = networks.map((network) => /Bridge:\s+(\S+)/.exec(host.run('virsh', '-q', 'net-info', network))?.[1]);
  const devices = lines(host.run('ls', '/sys/class/net'));
  const bridges = devices.filter((name) => /^lab[0-9a-f]{8}$/.test(name));
  const guests = lines(host.run('virsh', '-q', 'list', '--name'));
  const taps = devices.filter((name) => name.startsWith('vnet'));
  // A name server each, and its helper.
  const servers = host.pids('dnsmasq').length;
  if (bridges.join() !== expected.sort().join()) return `the bridges ${bridges.join(', ')} for the networks ${networks.join(', ')}`;
  if (taps.length !== guests.length) return `${taps.length} taps for ${guests.length} guests`;
  return servers === 2 * networks.length ? undefined : `${servers} processes of dnsmasq for ${networks.length} networks`;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
