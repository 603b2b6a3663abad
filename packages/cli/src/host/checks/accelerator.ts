import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { type Measurement, measureAccelerator } from '../accelerator/measure';
import type { CheckContext, Finding, HostCheck } from '../check';
import { findProgram } from '../system/program';

const KVM = '/dev/kvm';
const EMULATOR = 'qemu-system-x86_64';

/** What runs the guests' processors. Emulation is no fault: it is said, and used. */
export const accelerator: HostCheck = {
  name: 'accelerator',
  title: 'Acceleration of machines',
  needs: ['os-packages', 'kvm-access'],
  async probe(context) {
    if (!context.wants.libvirt) {
      return { ok: true, found: 'not needed' };
    }
    const program = findProgram(EMULATOR);
    if (!program) {
      return { ok: false, found: `${EMULATOR} is not installed` };
    }
    const key = cacheKey(program);
    const known = context.facts.recall(key);
    if (known) {
      return report(known);
    }
    try {
      context.facts.accelerator = { ...(await measure(context)), probedAt: new Date().toISOString(), key };
      return report(context.facts.accelerator);
    } catch (error) {
      context.signal.throwIfAborted();
      return { ok: false, found: (error as Error).message, fix: `Make QEMU run on this machine: try ${EMULATOR} -version` };
    }
  },
};

async function measure({ root, signal }: CheckContext): Promise<Measurement> {
  if (!existsSync(KVM)) {
    return { accelerator: 'qemu', reason: `there is no ${KVM}` };
  }
  if (opens(KVM)) {
    return measureAccelerator({ signal });
  }
  if ((await root.access()) === 'sudo') {
    return measureAccelerator({ signal, command: ['sudo', '-n', EMULATOR] });
  }
  return { accelerator: 'qemu', reason: `this user may not open ${KVM}, so KVM could not be tried (sudo usermod -aG kvm "$USER")` };
}

function report({ accelerator: chosen, reason }: Measurement): Finding {
  return { ok: true, found: `${chosen === 'kvm' ? 'KVM' : 'emulation'}: ${reason}` };
}

// The boot is part of the key because firmware settings and the hypervisor below change only with one.
function cacheKey(program: string): string {
  const { size, mtimeMs } = statSync(program);
  const device = !existsSync(KVM) ? 'no kvm' : opens(KVM) ? 'kvm' : 'closed kvm';
  return [release(), readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), `${program} ${size} ${mtimeMs}`, device].join('; ');
}

function opens(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
