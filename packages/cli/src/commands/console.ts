import { DomainState, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { attachConsole } from '../lab/console-session';
import { HostConnections } from '../lab/host-connections';
import { findMachine } from '../lab/member';
import { requireDomain } from '../lab/require-domain';
import { lastManifest } from '../project/synth';
import type { CommandContext } from './context';

/** VIR_DOMAIN_CONSOLE_FORCE: whoever has the console loses it. */
const FORCE = 1 << 0;

export interface ConsoleOptions {
  readonly force?: boolean;
}

/** Joins the terminal and the serial console of a machine, wherever its host is. */
export async function runConsole({ project, reporter, signal }: CommandContext, options: ConsoleOptions, wanted: string): Promise<number> {
  const { name, machine, uri } = findMachine(await lastManifest(project), wanted);
  return HostConnections.during(async (hosts) => {
    const connection = await hosts.to(uri);
    const domain = await requireDomain(connection, machine);
    const { state } = await connection.domainGetState(domain, 0);
    if (state === DomainState.SHUTOFF || state === DomainState.CRASHED) {
      throw new UserError(`${name} is off.`, `Start it: labcloud start ${name}`);
    }
    const stream = await connection.domainOpenConsole(domain, undefined, options.force ? FORCE : 0).catch((error: unknown) => {
      const taken = LibvirtError.is(error, ErrorCode.OPERATION_FAILED) && /active console session/i.test(error.message);
      throw taken ? new UserError(`Somebody else has the console of ${name}.`, `Take it: labcloud console ${name} --force`) : error;
    });
    reporter.note(
      `The console of ${name}; Ctrl-] leaves it.${state === DomainState.PAUSED ? ` It is paused: labcloud resume ${name}` : ''}`,
    );
    const left = await attachConsole(stream, { input: process.stdin, output: process.stdout }, signal);
    reporter.note(left === 'user' ? `\nLeft ${name}, which goes on.` : `\nThe console of ${name} was closed.`);
    return 0;
  });
}
