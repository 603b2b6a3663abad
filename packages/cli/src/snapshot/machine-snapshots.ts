import {
  type Connection,
  type Domain,
  type DomainSnapshot,
  DomainSnapshotRevertFlags,
  DomainState,
  ErrorCode,
  LibvirtError,
} from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { dataDisks } from '../lab/domain-disks';
import { stateKinds } from '../lab/machine-state';
import { xmlText } from '../lab/xml-text';

/** The description of a snapshot of a machine that ran and was paused for it. */
const RAN = 'labcloud: ran';

/** A snapshot of one machine, as `snapshot list` shows it. */
export interface SnapshotFacts {
  readonly machine: string;
  readonly name: string;
  /** When it was taken, as `2026-11-21T13:58:31.000Z`. */
  readonly takenAt: string;
  /** What the machine did then: `running`, `paused`, `shutoff`. */
  readonly state: string;
  /** Whether the machine goes on from it now. */
  readonly current: boolean;
}

/** The snapshots of one machine: points to which its disks, and its memory if it ran, can be set back. They live inside its disks. */
export class MachineSnapshots {
  constructor(
    private readonly connection: Connection,
    private readonly domain: Domain,
    /** The machine's name in the lab. */
    readonly machine: string,
  ) {}

  /**
   * Refuses a machine whose disks cannot hold a snapshot, before anything was done.
   *
   * @throws UserError naming the disk, or when the name is taken
   */
  async check(name: string): Promise<void> {
    const xml = await this.connection.domainGetXMLDesc(this.domain, 0);
    const disk = dataDisks(xml).find(({ format }) => format !== 'qcow2');
    if (disk) {
      throw new UserError(
        `${this.machine} cannot be snapshotted: its disk ${disk.target} has the format '${disk.format}', and only qcow2 holds snapshots.`,
        `Take a backup instead: labcloud backup ${this.machine} --to FOLDER`,
      );
    }
    if (stateKinds(xml).includes('nvram') && (await this.isActive())) {
      throw new UserError(
        `${this.machine} cannot be snapshotted while it runs: libvirt does not snapshot the variables of its firmware.`,
        `Stop it first, or take a backup: labcloud backup ${this.machine} --to FOLDER`,
      );
    }
    if (await this.find(name)) {
      throw new UserError(`${this.machine} has a snapshot '${name}' already.`, 'Choose another name with --name.');
    }
  }

  /**
   * Takes a snapshot of the disks, and of the memory unless the machine is off.
   *
   * @param running whether the machine ran before it was paused for this
   */
  async create(name: string, running: boolean): Promise<void> {
    const description = running ? `<description>${RAN}</description>` : '';
    await this.connection.domainSnapshotCreateXML(this.domain, `<domainsnapshot><name>${name}</name>${description}</domainsnapshot>`, 0);
  }

  /** Sets the machine back to what it was, and did, when the snapshot was taken. */
  async revert(name: string): Promise<void> {
    const snapshot = await this.require(name);
    const ran = xmlText(await this.connection.domainSnapshotGetXMLDesc(snapshot, 0), 'domainsnapshot/description') === RAN;
    await this.connection.domainRevertToSnapshot(snapshot, ran ? DomainSnapshotRevertFlags.RUNNING : 0);
  }

  /** Removes a snapshot; those that were taken after it stay. */
  async delete(name: string): Promise<void> {
    await this.connection.domainSnapshotDelete(await this.require(name), 0);
  }

  async list(): Promise<SnapshotFacts[]> {
    const snapshots = await this.connection.domainListAllSnapshots(this.domain, 0);
    const current = snapshots.length > 0 && (await this.connection.domainHasCurrentSnapshot(this.domain, 0));
    const now = current ? (await this.connection.domainSnapshotCurrent(this.domain, 0)).name : undefined;
    const facts = await Promise.all(
      snapshots.map(async (snapshot) => {
        const xml = await this.connection.domainSnapshotGetXMLDesc(snapshot, 0);
        return {
          machine: this.machine,
          name: snapshot.name,
          takenAt: new Date(Number(xmlText(xml, 'domainsnapshot/creationTime')) * 1000).toISOString(),
          state: xmlText(xml, 'domainsnapshot/description') === RAN ? 'running' : (xmlText(xml, 'domainsnapshot/state') ?? ''),
          current: snapshot.name === now,
        };
      }),
    );
    return facts.sort((a, b) => a.takenAt.localeCompare(b.takenAt));
  }

  /** Whether there is a snapshot of this name. */
  async has(name: string): Promise<boolean> {
    return (await this.find(name)) !== undefined;
  }

  /** Lets the guest stand still; false when it did already. */
  async pause(): Promise<boolean> {
    if ((await this.connection.domainGetState(this.domain, 0)).state !== DomainState.RUNNING) {
      return false;
    }
    await this.connection.domainSuspend(this.domain);
    return true;
  }

  async resume(): Promise<void> {
    await this.connection.domainResume(this.domain);
  }

  private isActive(): Promise<boolean> {
    return this.connection.domainIsActive(this.domain);
  }

  private async require(name: string): Promise<DomainSnapshot> {
    const snapshot = await this.find(name);
    if (!snapshot) {
      throw new UserError(`${this.machine} has no snapshot '${name}'.`, `See labcloud snapshot list ${this.machine}`);
    }
    return snapshot;
  }

  private async find(name: string): Promise<DomainSnapshot | undefined> {
    try {
      return await this.connection.domainSnapshotLookupByName(this.domain, name, 0);
    } catch (error) {
      if (LibvirtError.is(error, ErrorCode.NO_DOMAIN_SNAPSHOT)) {
        return undefined;
      }
      throw error;
    }
  }
}
