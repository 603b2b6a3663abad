import { existsSync, readFileSync } from 'node:fs';

/** What `labcloud hosts` found on one host or engine. */
export interface MeasuredHost {
  /** Bytes. */
  readonly memory: number;
  /** How many threads its processors run at once. */
  readonly cpus: number;
  /** How many bytes the file system of each pool's folder holds, by that folder. */
  readonly pools?: Readonly<Record<string, number>>;
}

/** The content of `labcloud.hosts.json`. */
interface MeasuredHostsFile {
  readonly version: 1;
  readonly hosts: Readonly<Record<string, MeasuredHost>>;
}

/** The committed file of what hosts and engines have, by their construct path. It need not exist. */
export class MeasuredHosts {
  private file: MeasuredHostsFile | undefined;

  constructor(private readonly path: string) {}

  /** @throws Error if the file is not JSON or has a version that this labcloud does not know */
  of(path: string): MeasuredHost | undefined {
    this.file ??= this.read();
    return this.file.hosts[path];
  }

  private read(): MeasuredHostsFile {
    if (!existsSync(this.path)) {
      return { version: 1, hosts: {} };
    }
    let data: Partial<MeasuredHostsFile>;
    try {
      data = JSON.parse(readFileSync(this.path, 'utf8')) as Partial<MeasuredHostsFile>;
    } catch (error) {
      throw new Error(`${this.path} is not JSON (${(error as Error).message}): run 'labcloud hosts' again`, { cause: error });
    }
    if (data.version !== 1) {
      throw new Error(`${this.path} has version ${String(data.version)}, and this labcloud reads version 1: run 'labcloud hosts' again`);
    }
    return { version: 1, hosts: data.hosts ?? {} };
  }
}
