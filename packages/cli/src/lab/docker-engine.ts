import { request } from 'node:http';
import { UserError } from '../errors';

/** A container as the engine lists it. */
export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

/** A container as the engine describes it. */
export interface ContainerDetails {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Running: boolean;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly Log?: { readonly Output: string }[] };
  };
}

/** A network as the engine lists it. */
export interface NetworkSummary {
  readonly Id: string;
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/**
 * The Docker engine's HTTP API over its unix socket, as far as labcloud asks it.
 *
 * @see https://docs.docker.com/reference/api/engine/
 */
export class DockerEngine {
  private readonly socketPath: string;

  /** @param host the engine's address as Docker writes it, e.g. `unix:///var/run/docker.sock` */
  constructor(private readonly host: string) {
    if (!host.startsWith('unix://')) {
      throw new UserError(`The Docker engine '${host}' cannot be asked from here.`, 'Only unix:// addresses are read by this command.');
    }
    this.socketPath = host.slice('unix://'.length);
  }

  /** Every container with a label, running or not. */
  containers(label: string): Promise<ContainerSummary[]> {
    return this.get(`/containers/json?all=1&filters=${filters({ label: [label] })}`);
  }

  container(id: string): Promise<ContainerDetails> {
    return this.get(`/containers/${encodeURIComponent(id)}/json`);
  }

  networks(label: string): Promise<NetworkSummary[]> {
    return this.get(`/networks?filters=${filters({ label: [label] })}`);
  }

  /** The names of every volume with a label. */
  async volumes(label: string): Promise<string[]> {
    const { Volumes } = await this.get<{ Volumes: { Name: string }[] | null }>(`/volumes?filters=${filters({ label: [label] })}`);
    return (Volumes ?? []).map(({ Name }) => Name);
  }

  /** The names of every image, as `repository:tag`. */
  async imageTags(): Promise<string[]> {
    const images = await this.get<{ RepoTags: string[] | null }[]>('/images/json');
    return images.flatMap(({ RepoTags }) => RepoTags ?? []);
  }

  /** Removes a container, running or not; its named volumes stay. */
  async removeContainer(id: string): Promise<void> {
    await this.send('DELETE', `/containers/${encodeURIComponent(id)}?force=1`);
  }

  async removeNetwork(id: string): Promise<void> {
    await this.send('DELETE', `/networks/${encodeURIComponent(id)}`);
  }

  private async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.send('GET', path)) as T;
  }

  private send(method: string, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ socketPath: this.socketPath, method, path, timeout: 30_000 }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          if (status < 300) {
            resolve(body);
          } else {
            reject(new Error(`Docker answered ${status} to ${method} ${path}: ${body.trim()}`));
          }
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 30 s')));
      outgoing.on('error', (error) =>
        reject(
          new UserError(`The Docker engine at ${this.host} does not answer: ${error.message}`, "Run 'labcloud doctor' to see what to do."),
        ),
      );
      outgoing.end();
    });
  }
}

function filters(value: Record<string, string[]>): string {
  return encodeURIComponent(JSON.stringify(value));
}
