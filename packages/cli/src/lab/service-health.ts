import type { ContainerSummary, DockerEngine } from './docker-engine';
import { answersHttp } from './net-probe';

/** A lab's container as it exists on an engine now. */
export interface FoundService {
  readonly name: string;
  readonly url: string | null;
  readonly healthy: boolean;
  /** Docker's word for it: `healthy`, `starting`, `unhealthy`, `running`, `exited` … */
  readonly health: string;
}

/** Every container of a lab that keeps running on an engine, with its health as Docker and its own URL say. */
export async function findServices(engine: DockerEngine, lab: string): Promise<FoundService[]> {
  const containers = await engine.containers(`labcloud.lab=${lab}`);
  const services = containers.filter(({ Labels }) => Labels['labcloud.job'] === undefined);
  return Promise.all(services.map((container) => inspect(engine, container)));
}

async function inspect(engine: DockerEngine, { Id, Labels, State }: ContainerSummary): Promise<FoundService> {
  const details = await engine.container(Id);
  const health = details.State.Health?.Status ?? State;
  const url = Labels['labcloud.url'] ?? null;
  const sound = details.State.Running && (health === 'healthy' || details.State.Health === undefined);
  return { name: Labels['labcloud.name'] ?? '', url, health, healthy: sound && (url === null || (await answersHttp(url))) };
}
