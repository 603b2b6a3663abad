import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type CallOptions, type ContainerSummary, type DockerEngine, readBody } from './docker-engine';

/** A volume as the engine describes it. */
export interface VolumeDetails {
  readonly Name: string;
  readonly Driver: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Options: Readonly<Record<string, string>> | null;
}

const TAR = 'application/x-tar';
const EMPTY_IMAGE = 'labcloud-empty:1';
/** The end of a tar file, without anything before it. */
const EMPTY_TAR = Buffer.alloc(1024);
const PLACE = '/volume';

/** The volumes of a Docker engine and the files in them, which it shows through a container alone. */
export class ContainerVolumes {
  constructor(private readonly engine: DockerEngine) {}

  /** A volume; undefined when there is none. */
  async find(name: string): Promise<VolumeDetails | undefined> {
    const { Volumes } = await this.json<{ Volumes: VolumeDetails[] | null }>('GET', `/volumes?filters=${filter('name', name)}`);
    return (Volumes ?? []).find(({ Name }) => Name === name);
  }

  /** The containers that have a volume, running or not. */
  users(name: string): Promise<ContainerSummary[]> {
    return this.json('GET', `/containers/json?all=1&filters=${filter('volume', name)}`);
  }

  /** All files of a volume as a tar file, which is to be read within the work. */
  read<T>(name: string, signal: AbortSignal, work: (tar: IncomingMessage) => Promise<T>): Promise<T> {
    return this.through(name, async (container) =>
      work(await this.engine.open('GET', `/containers/${container}/archive?path=${encodeURIComponent(`${PLACE}/.`)}`, { signal })),
    );
  }

  /** Makes a volume anew, with the files of a tar file and nothing else. Nothing may have it. */
  async write({ Name, Driver, Labels, Options }: VolumeDetails, tar: Readable, signal: AbortSignal): Promise<void> {
    await this.call('DELETE', `/volumes/${encodeURIComponent(Name)}`);
    await this.json('POST', '/volumes/create', { Name, Driver, Labels: Labels ?? {}, DriverOpts: Options ?? {} });
    await this.through(Name, (container) =>
      this.call('PUT', `/containers/${container}/archive?path=${PLACE}`, { body: tar, type: TAR, signal }),
    );
  }

  /** Runs work with a container that has the volume, never runs, and has nothing in it. */
  private async through<T>(name: string, work: (container: string) => Promise<T>): Promise<T> {
    const container = encodeURIComponent(`${name}.labcloud-backup`);
    const [repository = '', tag = ''] = EMPTY_IMAGE.split(':');
    await this.call('POST', `/images/create?fromSrc=-&repo=${repository}&tag=${tag}`, { body: EMPTY_TAR, type: TAR });
    // One that was left by a run that was killed.
    await this.remove(container);
    await this.json('POST', `/containers/create?name=${container}`, {
      Image: EMPTY_IMAGE,
      Cmd: ['never'],
      HostConfig: { Binds: [`${name}:${PLACE}`] },
    });
    try {
      return await work(container);
    } finally {
      await this.remove(container);
      await this.call('DELETE', `/images/${EMPTY_IMAGE}`).catch(() => undefined);
    }
  }

  private async remove(container: string): Promise<void> {
    const [found] = await this.json<ContainerSummary[]>('GET', `/containers/json?all=1&filters=${filter('name', `^/${container}$`)}`);
    if (found) {
      await this.engine.removeContainer(found.Id);
    }
  }

  private async json<T>(method: string, path: string, body?: object): Promise<T> {
    const options = body && { body: Buffer.from(JSON.stringify(body)), type: 'application/json' };
    return JSON.parse(await this.call(method, path, options)) as T;
  }

  private async call(method: string, path: string, options: CallOptions = {}): Promise<string> {
    return readBody(await this.engine.open(method, path, options));
  }
}

function filter(kind: string, value: string): string {
  return encodeURIComponent(JSON.stringify({ [kind]: [value] }));
}
