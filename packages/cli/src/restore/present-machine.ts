import {
  type Connection,
  type Domain,
  DomainSnapshotDeleteFlags,
  DomainState,
  DomainXMLFlags,
  ErrorCode,
  LibvirtError,
  settingRules,
} from '@labcloud/libvirt-client';
import type { HostConnections } from '../lab/host-connections';
import { placesOfNew, type StatePlace, statePlaces } from '../lab/machine-state';
import { findDomain } from '../lab/require-domain';
import type { RestoredMachine } from './restore-plan';
import { findVolume } from './restore-disk';

const PARTS = { nvram: 'the variables of the firmware', tpm: 'the state of the TPM' } as const;

/** A machine that is restored, as its host has it now. */
export class PresentMachine {
  static async look(hosts: HostConnections, restored: RestoredMachine): Promise<PresentMachine> {
    const connection = await hosts.to(restored.target.uri);
    const domain = await findDomain(connection, restored.target.machine);
    const volumes = [];
    for (const { planned } of restored.disks) {
      if (await findVolume(connection, planned)) {
        volumes.push(planned.volume);
      }
    }
    const state = domain ? (await connection.domainGetState(domain, 0)).state : DomainState.SHUTOFF;
    const snapshots = domain ? await connection.domainSnapshotNum(domain, 0) : 0;
    const running = state !== DomainState.SHUTOFF && state !== DomainState.CRASHED;
    return new PresentMachine(restored, connection, domain, volumes, snapshots, running);
  }

  private constructor(
    readonly restored: RestoredMachine,
    readonly connection: Connection,
    private readonly domain: Domain | undefined,
    private readonly volumes: readonly string[],
    private readonly snapshots: number,
    readonly running: boolean,
  ) {}

  /** Whether Terraform has nothing to make before it can be restored. */
  get isWhole(): boolean {
    return this.domain !== undefined && this.volumes.length === this.restored.disks.length;
  }

  /** What is lost when it is restored. */
  get losses(): string[] {
    const { name } = this.restored.target.machine;
    return [
      ...this.volumes.map((volume) => `what ${name} has written to ${volume}`),
      ...(this.domain ? this.restored.state.map(({ kind }) => `${PARTS[kind]} of ${name}`) : []),
      ...(this.snapshots > 0 ? [`the ${this.snapshots} snapshots of ${name}`] : []),
    ];
  }

  /** Where it looks for what it keeps outside its disks; where it will, when it is still to be made. */
  async statePlaces(): Promise<StatePlace[]> {
    const { connection, domain, restored } = this;
    return domain
      ? statePlaces(await connection.domainGetXMLDesc(domain, DomainXMLFlags.INACTIVE), await connection.connectGetURI())
      : placesOfNew(restored.state, restored.target.machine);
  }

  /** Powers it off, and forgets what belongs to the disks as they were: a saved memory, snapshots. */
  async stop(): Promise<void> {
    const { connection, domain } = this;
    if (!domain) {
      return;
    }
    await connection.domainDestroyFlags(domain, 0).catch((error: unknown) => {
      if (!LibvirtError.is(error, ErrorCode.OPERATION_INVALID)) {
        throw error;
      }
    });
    if (await connection.domainHasManagedSaveImage(domain, 0)) {
      await connection.domainManagedSaveRemove(domain, 0);
    }
    for (const snapshot of await connection.domainListAllSnapshots(domain, 0)) {
      await connection.domainSnapshotDelete(snapshot, DomainSnapshotDeleteFlags.METADATA_ONLY);
    }
  }

  async start(): Promise<void> {
    const { connection, domain } = this;
    if (domain) {
      await settingRules(() => connection.domainCreateWithFlags(domain, 0));
    }
  }
}
