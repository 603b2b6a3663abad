import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import type { Readable } from 'node:stream';
import { UserError } from '../errors';
import { dialThroughSsh, sshTarget } from './ssh-dial';

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
    /** `created`, `running`, `paused`, `exited` … */
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly Log?: { readonly Output: string }[] };
  };
  readonly Config: {
    /** Whether it has a terminal, so that its output is one stream. */
    readonly Tty: boolean;
  };
  readonly NetworkSettings: {
    readonly Networks: Readonly<
      Record<
        string,
        { readonly IPAddress: string; readonly IPPrefixLen: number; readonly GlobalIPv6Address: string; readonly MacAddress: string }
      >
    >;
  };
}

/** Which part of a container's log is wanted. */
export interface LogQuery {
  /** Whether what is still to come is wanted as well. */
  readonly follow: boolean;
  /** How many lines of what there is. @default - all */
  readonly tail?: number;
  /** From when on. @default - the beginning */
  readonly since?: Date;
  readonly timestamps?: boolean;
}

/** What goes with a call of the engine. */
export interface CallOptions {
  /** Milliseconds without a word after which it is given up. @default - none */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** @default - none */
  readonly body?: Buffer | Readable;
  /** The media type of the body. @default - none */
  readonly type?: string;
}

/** A network as the engine lists it. */
export interface NetworkSummary {
  readonly Id: string;
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

const ANSWER_MILLISECONDS = 30_000;

/**
 * The Docker engine's HTTP API over its unix socket or through ssh, as far as labcloud asks it.
 *
 * @see https://docs.docker.com/reference/api/engine/
 */
export class DockerEngine {
  private readonly reach: Pick<RequestOptions, 'socketPath' | 'createConnection'>;

  /** @param host the engine's address as Docker writes it, e.g. `unix:///var/run/docker.sock` or `ssh://ops@box.lan` */
  constructor(private readonly host: string) {
    if (host.startsWith('unix://')) {
      this.reach = { socketPath: host.slice('unix://'.length) };
    } else if (host.startsWith('ssh://')) {
      this.reach = { createConnection: () => dialThroughSsh(host) };
    } else {
      throw new UserError(
        `The Docker engine '${host}' cannot be asked from here.`,
        'Only unix:// and ssh:// addresses are read by this command.',
      );
    }
  }

  /** What a person does who learns that it does not answer. */
  private get remedy(): string {
    return this.host.startsWith('ssh://')
      ? `Try: ssh ${sshTarget(this.host).join(' ')} docker version`
      : "Run 'labcloud doctor' to see what to do.";
  }

  /** Whether it answers at all. */
  answers(): Promise<boolean> {
    return this.send('GET', '/_ping').then(
      () => true,
      () => false,
    );
  }

  /** What its computer has: bytes of memory, and how many threads its processors run at once. */
  async computer(): Promise<{ readonly memory: number; readonly cpus: number }> {
    const { MemTotal, NCPU } = await this.get<{ MemTotal: number; NCPU: number }>('/info');
    return { memory: MemTotal, cpus: NCPU };
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

  async startContainer(id: string): Promise<void> {
    await this.send('POST', `/containers/${encodeURIComponent(id)}/start`);
  }

  /** Asks a container to end, and ends it after some seconds. */
  async stopContainer(id: string, seconds: number): Promise<void> {
    await this.send('POST', `/containers/${encodeURIComponent(id)}/stop?t=${seconds}`, seconds * 1000 + ANSWER_MILLISECONDS);
  }

  async pauseContainer(id: string): Promise<void> {
    await this.send('POST', `/containers/${encodeURIComponent(id)}/pause`);
  }

  async resumeContainer(id: string): Promise<void> {
    await this.send('POST', `/containers/${encodeURIComponent(id)}/unpause`);
  }

  /** The log of a container as Docker sends it: in frames, unless it has a terminal. It ends with the signal. */
  containerLog(id: string, { follow, tail, since, timestamps }: LogQuery, signal: AbortSignal): Promise<IncomingMessage> {
    const query = new URLSearchParams({ stdout: '1', stderr: '1', follow: follow ? '1' : '0', timestamps: timestamps ? '1' : '0' });
    query.set('tail', tail === undefined ? 'all' : String(tail));
    if (since) {
      query.set('since', (since.getTime() / 1000).toFixed(3));
    }
    return this.open('GET', `/containers/${encodeURIComponent(id)}/logs?${query.toString()}`, { signal });
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

  private async send(method: string, path: string, timeout = ANSWER_MILLISECONDS): Promise<string> {
    return readBody(await this.open(method, path, { timeout }));
  }

  /**
   * Makes a call of the API.
   *
   * @param path with its query, escaped
   * @returns the answer, which is to be read
   * @throws Error with the engine's words when it refuses
   */
  open(method: string, path: string, { body, type, ...options }: CallOptions = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      const outgoing = request({ ...this.reach, method, path, headers, ...options }, (response) => {
        const status = response.statusCode ?? 0;
        // 304: it is so already.
        if (status < 300 || status === 304) {
          resolve(response);
        } else {
          readBody(response).then((body) => {
            reject(new Error(`Docker answered ${status} to ${method} ${path}: ${body.trim()}`));
          }, reject);
        }
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${(options.timeout ?? 0) / 1000} s`)));
      outgoing.on('error', (error) =>
        reject(new UserError(`The Docker engine at ${shownEngine(this.host)} does not answer: ${error.message}`, this.remedy)),
      );
      if (body === undefined || Buffer.isBuffer(body)) {
        outgoing.end(body);
      } else {
        body.on('error', (error) => outgoing.destroy(error)).pipe(outgoing);
      }
    });
  }
}

/** An engine's address as people know it: without the file with ssh's configuration. */
export function shownEngine(host: string): string {
  return host.replace(/\?.*$/, '');
}

/** The whole of an answer. */
export async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function filters(value: Record<string, string[]>): string {
  return encodeURIComponent(JSON.stringify(value));
}
