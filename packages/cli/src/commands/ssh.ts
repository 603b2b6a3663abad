import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { DomainState } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { HostConnections } from '../lab/host-connections';
import { type MachineMember, findMachine, findMember } from '../lab/member';
import { requireDomain } from '../lab/require-domain';
import { type Manifest } from '../project/manifest';
import { Project } from '../project/project';
import { lastManifest } from '../project/synth';
import { trustMachines } from './trust-machines';

/** What ssh exits with when it did not get as far as the command. */
const NO_CONNECTION = 255;

/**
 * Logs in to a machine, or runs a command on it, with the lab's key and the host key that the machine's agent gave.
 *
 * @returns the exit status of the command
 */
export async function runSsh(name: string, command: readonly string[]): Promise<number> {
  const project = Project.find();
  const manifest = await lastManifest(project);
  const member = findLogin(manifest, name);
  const config = join(project.privateDirectory, 'ssh', 'config');
  if (!knows(config, member)) {
    await trustMachines(project, manifest);
  }
  const status = await run(['-F', config, member.name, '--', ...command]);
  if (status === NO_CONNECTION) {
    await requireRunning(member);
  }
  return status;
}

function findLogin(manifest: Manifest, name: string): MachineMember {
  const services = manifest.stacks.flatMap((stack) => stack.services);
  if (services.some((service) => service.name === name)) {
    const member = findMember(manifest, name);
    if (member.kind === 'service') {
      throw new UserError(`${name} is a container; ssh leads to machines.`, `Look inside: docker exec -it ${member.container} sh`);
    }
  }
  const member = findMachine(manifest, name);
  if (member.machine.user === '') {
    throw new UserError(
      `The app makes no user on ${member.name}, so there is nobody to log in as.`,
      `Use its console: labcloud console ${member.name}`,
    );
  }
  return member;
}

/** Whether a configuration leads to the machine as the app has it now. */
function knows(config: string, { name, machine }: MachineMember): boolean {
  const blocks = existsSync(config) ? readFileSync(config, 'utf8').split(/^(?=Host )/m) : [];
  const block = blocks.find((text) => text.startsWith(`Host ${name}\n`));
  return block?.includes(`\n  HostName ${machine.address}\n`) === true && block.includes(`\n  User ${machine.user}\n`);
}

async function requireRunning({ name, machine, uri }: MachineMember): Promise<void> {
  await HostConnections.during(async (hosts) => {
    const connection = await hosts.to(uri);
    const { state } = await connection.domainGetState(await requireDomain(connection, machine), 0);
    if (state === DomainState.PAUSED) {
      throw new UserError(`${name} is paused.`, `Let it go on: labcloud resume ${name}`, NO_CONNECTION);
    }
    if (state !== DomainState.RUNNING) {
      throw new UserError(`${name} is off.`, `Start it: labcloud start ${name}`, NO_CONNECTION);
    }
  });
}

function run(args: readonly string[]): Promise<number> {
  // What the user interrupts is the command over there, of which ssh tells.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  return new Promise<number>((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: 'inherit' });
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new UserError('ssh is not on the PATH.', 'Install it: apt-get install openssh-client') : error),
    );
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  }).finally(() => process.removeListener('SIGINT', ignore));
}
