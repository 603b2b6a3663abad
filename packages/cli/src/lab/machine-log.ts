import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, type Domain, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { LogQuery } from './docker-engine';
import { GuestAgent, isAgentAway } from './guest-agent';
import { HostFile } from './host-file';
import { requireDomain } from './require-domain';
import type { TargetMachine } from './target';
import { xmlText } from './xml-text';

const POLL_MILLISECONDS = 1000;
/** What the agent says of being asked. */
const OWN_LINES = /^.* qemu-ga\[\d+\]: info: guest-exec.*\n/gm;
/** How many of them to expect among the last lines. */
const OWN_LINES_AT_MOST = 500;

/**
 * What a machine has said, piece by piece: the log of its serial console where the app keeps one, else its journal, which its agent reads.
 *
 * @throws UserError when it keeps neither, or the serial console's is asked for times, of which it has none
 */
export async function* readMachineLog(
  connection: Connection,
  target: TargetMachine,
  query: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const domain = await requireDomain(connection, target.machine);
  const file = xmlText(await connection.domainGetXMLDesc(domain, 0), 'domain/devices/serial/log@file');
  if (file === undefined) {
    yield* readJournal(connection, domain, target, query, signal);
    return;
  }
  if (query.since !== undefined) {
    throw new UserError(
      `The log of ${target.machine.name} is that of its serial console, which has no times.`,
      'Leave --since away, or take the last lines: --tail 100',
    );
  }
  const log = await HostFile.open(connection, target.uri, file);
  try {
    yield* readSerialLog(log, query, signal);
  } finally {
    await log.close();
  }
}

async function* readSerialLog(log: HostFile, { follow, tail }: LogQuery, signal: AbortSignal): AsyncGenerator<string> {
  let content = (await log.read(0)) ?? Buffer.alloc(0);
  let offset = content.length;
  const decoder = new TextDecoder();
  yield lastLines(decoder.decode(content, { stream: true }), tail);
  while (follow && (await pause(signal))) {
    content = (await log.read(offset)) ?? Buffer.alloc(0);
    // virtlogd begins a new file when one is full; then what came before it is in another.
    if (content.length === 0 && offset > 0 && (await log.read(offset - 1))?.length === 0) {
      offset = 0;
      continue;
    }
    offset += content.length;
    yield decoder.decode(content, { stream: true });
  }
}

async function* readJournal(
  connection: Connection,
  domain: Domain,
  { machine }: TargetMachine,
  { follow, tail, since }: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const agent = new GuestAgent(connection, domain);
  let cursor: string | undefined;
  do {
    const which = cursor === undefined ? selection(tail, since) : ['--after-cursor', cursor];
    const { status, output } = await agent
      .run('journalctl', ['--no-pager', '--quiet', '-o', 'short-iso', '--show-cursor', ...which])
      .catch((error: unknown) => {
        throw explain(machine.name, error);
      });
    // It has no success to tell of where there are no lines.
    if (status !== 0 && output.trim() !== '') {
      throw new UserError(`journalctl on ${machine.name} ended with ${status}: ${output.trim()}`);
    }
    const [, lines = '', at] = /^(.*?)(?:-- cursor: (.*)\n)?$/s.exec(output) ?? [];
    const others = lines.replace(OWN_LINES, '');
    yield cursor === undefined ? lastLines(others, tail) : others;
    cursor = at ?? cursor;
  } while (follow && (await pause(signal)));
}

function selection(tail: number | undefined, since: Date | undefined): string[] {
  const lines = tail === undefined ? ['--boot'] : ['--lines', String(tail + OWN_LINES_AT_MOST)];
  return since ? [...(tail === undefined ? [] : lines), '--since', `@${Math.floor(since.getTime() / 1000)}`] : lines;
}

function explain(name: string, error: unknown): unknown {
  if (!LibvirtError.is(error)) {
    return error;
  }
  const why = isAgentAway(error) ? 'no agent answers that would read its journal' : `its agent does not read its journal: ${error.message}`;
  return new UserError(
    `${name} keeps no log of its serial console, and ${why}.`,
    `Let the app keep one: serialLog: '/var/log/libvirt/qemu/${name}-serial.log'\nor look at what it says now: labcloud console ${name}`,
  );
}

/** Whether there is to be another look. */
async function pause(signal: AbortSignal): Promise<boolean> {
  await delay(POLL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

function lastLines(text: string, count: number | undefined): string {
  if (count === undefined) {
    return text;
  }
  const lines = text.split(/(?<=\n)/);
  return lines.slice(Math.max(0, lines.length - count)).join('');
}
