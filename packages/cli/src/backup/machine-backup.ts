import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, type Domain, DomainState, DomainXMLFlags } from '@labcloud/libvirt-client';
import { formatBytes } from '../host/system/bytes';
import { dataDisks } from '../lab/domain-disks';
import type { Guest } from '../lab/frozen';
import { stateKinds, statePlaces } from '../lab/machine-state';
import { requireDomain } from '../lab/require-domain';
import type { TargetMachine } from '../lab/target';
import type { Progress } from '../ui/progress';
import type { BackedUpDisk, BackedUpMachine, BackedUpState } from './backup-manifest';
import { type DiskCopy, findSource, makeEmptyCopy, makeFullCopy, removeCopy, type SourceDisk, sweepCopies } from './copy-volume';
import { abortPush, beginPush, finishPush } from './push';
import { storeState } from './store-state';
import { verifyFile } from './verify';
import { downloadVolume } from './volume-file';

/** The backup of one machine, step by step, so that those of a stack can be taken at one moment. */
export class MachineBackup {
  /**
   * Finds the machine and its disks, and removes what a backup that was killed has left.
   *
   * @throws UserError when it does not exist, or has a disk that cannot be backed up
   */
  static async of(target: TargetMachine, connection: Connection): Promise<MachineBackup> {
    const { machine, stack } = target;
    const domain = await requireDomain(connection, machine);
    const { state } = await connection.domainGetState(domain, 0);
    const xml = await connection.domainGetXMLDesc(domain, DomainXMLFlags.INACTIVE);
    const sources = await Promise.all(dataDisks(xml).map((disk) => findSource(connection, machine.name, disk)));
    const backup = new MachineBackup(target, connection, domain, state, xml, sources, {
      connection,
      domain,
      pools: stack.pools.map(({ name }) => name),
    });
    await abortPush(connection, domain);
    await sweepCopies(backup.place, sources);
    return backup;
  }

  private readonly copies: DiskCopy[] = [];
  private pushing = false;

  private constructor(
    private readonly target: TargetMachine,
    private readonly connection: Connection,
    private readonly domain: Domain,
    private readonly state: number,
    private readonly xml: string,
    private readonly sources: readonly SourceDisk[],
    private readonly place: Parameters<typeof makeEmptyCopy>[0],
  ) {}

  get name(): string {
    return this.target.machine.name;
  }

  get uuid(): string {
    return this.target.machine.uuid;
  }

  /** The guest that must be frozen while the copies begin; undefined when none runs. */
  get guest(): Guest | undefined {
    return this.state === DomainState.RUNNING ? { connection: this.connection, domain: this.domain } : undefined;
  }

  private get isActive(): boolean {
    return this.state !== DomainState.SHUTOFF && this.state !== DomainState.CRASHED;
  }

  /** Makes the volumes that a running machine's disks are copied into. */
  async prepare(): Promise<void> {
    for (const source of this.isActive ? this.sources : []) {
      this.copies.push(await makeEmptyCopy(this.place, source));
    }
  }

  /** Fixes the moment: what the disks of a running machine hold now is what is copied. */
  async begin(): Promise<void> {
    if (this.isActive && this.copies.length > 0) {
      await beginPush(this.connection, this.domain, this.copies);
      this.pushing = true;
    }
  }

  /** Waits for the copies, fetches them into `folder`, and verifies what was written there. */
  async store(folder: string, refusal: string | undefined, progress: Progress, signal: AbortSignal): Promise<BackedUpMachine> {
    mkdirSync(join(folder, this.name), { recursive: true, mode: 0o700 });
    const { machine, uri } = this.target;
    const places = statePlaces(this.xml, await this.connection.connectGetURI());
    const state: BackedUpState[] = [];
    for (const place of places) {
      const stored = await storeState(this.connection, place, folder, this.name, signal);
      state.push(...(stored ? [stored] : []));
    }
    await this.copy(progress, signal);
    const file = join(this.name, 'domain.xml');
    writeFileSync(join(folder, file), this.xml, { mode: 0o600 });
    const disks: BackedUpDisk[] = [];
    for (const copy of this.copies) {
      disks.push(await this.fetch(folder, copy, progress, signal));
      await removeCopy(this.connection, copy.volume);
    }
    return {
      name: machine.name,
      domain: machine.domain,
      uuid: machine.uuid,
      host: uri,
      definition: { file, size: Buffer.byteLength(this.xml), sha256: createHash('sha256').update(this.xml).digest('hex') },
      consistency: !this.isActive ? 'off' : this.guest && refusal === undefined ? 'frozen' : 'crash',
      without: stateKinds(this.xml).filter((kind) => !places.some((place) => place.kind === kind)),
      state,
      disks,
    };
  }

  /** Ends what is under way and removes the copies from the host. */
  async end(): Promise<void> {
    if (this.pushing) {
      await abortPush(this.connection, this.domain);
    }
    for (const { volume } of this.copies) {
      await removeCopy(this.connection, volume);
    }
  }

  private async copy(progress: Progress, signal: AbortSignal): Promise<void> {
    if (this.pushing) {
      await finishPush(this.connection, this.domain, signal, (done, total) =>
        progress.update(`${this.name}: ${formatBytes(done)} of ${formatBytes(total)} copied on its host`),
      );
      this.pushing = false;
    }
    for (const source of this.isActive ? [] : this.sources) {
      signal.throwIfAborted();
      progress.update(`${this.name}: copying ${source.target} on its host`);
      this.copies.push(await makeFullCopy(this.place, source));
    }
  }

  private async fetch(folder: string, { source, volume }: DiskCopy, progress: Progress, signal: AbortSignal): Promise<BackedUpDisk> {
    const { target, format, capacity, backing, pool } = source;
    const file = join(this.name, `${target}.${format}`);
    const path = join(folder, file);
    const facts = await downloadVolume(this.connection, volume, path, {
      signal,
      onProgress: (bytes) => progress.update(`${this.name}: ${formatBytes(bytes)} of ${target} fetched`),
    });
    await verifyFile(path, facts, format, {
      signal,
      onProgress: (bytes) => progress.update(`${this.name}: ${formatBytes(bytes)} of ${target} verified`),
    });
    return { target, pool: pool.name, volume: source.volume.name, format, capacity, backing, file, ...facts };
  }
}
