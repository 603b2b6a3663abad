import type { ManifestJob, ManifestStack } from '../project/manifest';
import { type ContainerDetails, DockerEngine } from './docker-engine';
import { readLogFrames } from './log-frames';

/** How much of a job's log is shown. */
const LAST_LINES = 20;

/** A job whose container has ended badly. */
export interface FailedJob {
  readonly job: ManifestJob;
  readonly exitStatus: number;
}

/** The jobs of a stack that have ended, and not with 0. */
export async function failedJobs({ jobs = [], engines }: ManifestStack): Promise<FailedJob[]> {
  const hosts = new Map(engines.map(({ path, host }) => [path, host]));
  const found = await Promise.all(
    jobs.map(async (job) => {
      const details = await find(new DockerEngine(hosts.get(job.engine) ?? ''), job);
      const failed = details?.State.Status === 'exited' && details.State.ExitCode !== 0;
      return failed ? [{ job, exitStatus: details.State.ExitCode }] : [];
    }),
  );
  return found.flat();
}

/** The last lines that a job has written, of both its outputs. */
export async function lastWords(
  { engines }: ManifestStack,
  { container, engine: path }: ManifestJob,
  signal: AbortSignal,
): Promise<string> {
  const engine = new DockerEngine(engines.find((each) => each.path === path)?.host ?? '');
  const log = await engine.containerLog(container, { follow: false, tail: LAST_LINES }, signal);
  const chunks: Buffer[] = [];
  for await (const { data } of readLogFrames(log)) {
    chunks.push(data);
  }
  return Buffer.concat(chunks).toString('utf8').trimEnd();
}

async function find(engine: DockerEngine, { container, path }: ManifestJob): Promise<ContainerDetails | undefined> {
  const [summary] = (await engine.containers(`labcloud.path=${path}`)).filter(({ Names }) => Names.includes(`/${container}`));
  return summary && engine.container(summary.Id);
}
