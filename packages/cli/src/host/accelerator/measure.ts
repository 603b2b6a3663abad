import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accelerator } from '../facts';
import { GUEST_STAGES, guestBootSector } from './guest';
import { type GuestRun, runGuest } from './run-guest';

export interface MeasureOptions {
  /** The program and its first arguments. @default ['qemu-system-x86_64'] */
  readonly command?: readonly string[];
  /** QEMU's `-cpu` under KVM. @default 'host', which is what libvirt makes of the machines' host-passthrough */
  readonly cpu?: string;
  /** @default - never */
  readonly signal?: AbortSignal;
}

/** What the test guest showed. */
export interface Measurement {
  readonly accelerator: Accelerator;
  readonly reason: string;
}

const EMULATION_DEADLINE = 30_000;
// Where KVM works, the guest needs less than emulation takes; where it only seems to, a hundred times as much.
const SHORTEST_DEADLINE = 3000;
const PATIENCE = 3;

/**
 * Runs the test guest in emulation and then under KVM, with the processor that machines get, and says which to use.
 *
 * @throws Error when not even emulation runs it
 */
export async function measureAccelerator(options: MeasureOptions = {}): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'labcloud-guest-'));
  try {
    const image = join(folder, 'guest.img');
    writeFileSync(image, guestBootSector());
    const common = { command: options.command ?? ['qemu-system-x86_64'], image, signal: options.signal };
    const emulated = await runGuest({ ...common, accelerator: 'tcg', cpu: 'max', deadline: EMULATION_DEADLINE });
    if (!emulated.finished) {
      throw new Error(`a test guest does not run in emulation: ${emulated.complaint || lastStage(emulated)}`);
    }
    const deadline = Math.max(SHORTEST_DEADLINE, PATIENCE * emulated.took);
    const accelerated = await runGuest({ ...common, accelerator: 'kvm', cpu: options.cpu ?? 'host', deadline });
    return judge(accelerated, emulated, deadline);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(accelerated: GuestRun, emulated: GuestRun, deadline: number): Measurement {
  if (accelerated.finished) {
    return { accelerator: 'kvm', reason: `a test guest ran under KVM in ${seconds(accelerated.took)}` };
  }
  const reason = accelerated.complaint
    ? `QEMU gives up on a test guest under KVM: ${accelerated.complaint}`
    : `a test guest under KVM hangs: in ${seconds(deadline)} ${lastStage(accelerated)}, in emulation it ends after ${seconds(emulated.took)}`;
  return { accelerator: 'qemu', reason };
}

function lastStage({ stages }: GuestRun): string {
  const stage = GUEST_STAGES[stages.at(-1) ?? ''];
  return stage ? `it only reached ${stage}` : 'it does not even leave the firmware';
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
