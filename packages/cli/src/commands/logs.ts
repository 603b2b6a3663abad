import type { Writable } from 'node:stream';
import { DockerEngine, type LogQuery } from '../lab/docker-engine';
import { HostConnections } from '../lab/host-connections';
import { readLogFrames } from '../lab/log-frames';
import { readMachineLog } from '../lab/machine-log';
import { type JobMember, type Member, type ServiceMember, findLogged } from '../lab/member';
import { requireContainer } from '../lab/service-power';
import { lastManifest } from '../project/synth';
import type { CommandContext } from './context';

export interface LogsOptions {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: Date;
  readonly timestamps?: boolean;
}

/** Shows what a machine or a container has said. */
export async function runLogs({ project, signal }: CommandContext, options: LogsOptions, name: string): Promise<number> {
  const member = findLogged(await lastManifest(project), name);
  try {
    await show(member, { ...options, follow: options.follow ?? false }, signal);
  } catch (error) {
    // To follow ends with an interrupt.
    if (!signal.aborted || !options.follow) {
      throw error;
    }
  }
  return 0;
}

async function show(member: Member | JobMember, query: LogQuery, signal: AbortSignal): Promise<void> {
  if (member.kind !== 'machine') {
    return showContainer(member, query, signal);
  }
  await HostConnections.during(async (hosts) => {
    for await (const text of readMachineLog(await hosts.to(member.uri), member, query, signal)) {
      await write(process.stdout, text);
    }
  });
}

async function showContainer(member: ServiceMember | JobMember, query: LogQuery, signal: AbortSignal): Promise<void> {
  const engine = new DockerEngine(member.engine);
  const { Id } = await requireContainer(engine, member);
  const { Config } = await engine.container(Id);
  const log = await engine.containerLog(Id, query, signal);
  if (Config.Tty) {
    for await (const data of log) {
      await write(process.stdout, data as Buffer);
    }
    return;
  }
  for await (const { output, data } of readLogFrames(log)) {
    await write(process[output], data);
  }
}

function write(stream: Writable, data: string | Buffer): Promise<void> {
  return new Promise((resolve) => stream.write(data, () => resolve()));
}
