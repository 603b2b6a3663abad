import { type Diagnostic } from '@labcloud/terraform-plugin';
import { type EffectRule, live, restart } from '../effect';
import { number, quantity, type QuantityRow, type Rows } from '../row';
import { bytesOf } from '../size';
import { describeBytes } from '../unit';
import { at, isUnknown, type Item, type Value } from '../value';

const most = (what: string): EffectRule => restart(`the most ${what} that a machine can have is fixed while it runs`);

const inflated = live('the memory balloon moves; the guest has to follow');
const plugged = live('CPUs are plugged into the running machine');
const unplugged = live('CPUs are unplugged from the running machine, whose guest has to let go of them');

/** What another amount of memory now does: the balloon moves below the maximum. */
const currentMemory: EffectRule = (before, after, known, around) => {
  const rule =
    isUnknown(after) || at(around.before, 'devices.mem_balloon.model') === 'none'
      ? restart('only a memory balloon changes the memory of a running machine')
      : inflated;
  return rule(before, after, known, around);
};

const unpluggable = restart('CPUs are hot-pluggable only where `vcpu_current` was set');
// The guest lets go of the CPU, but QEMU keeps it and never says that it is gone (seen in 7.2).
const emulated = restart('under emulation QEMU never finishes unplugging a CPU');

function cpusOf({ vcpu_current: current, vcpu }: Item): number {
  return Number(current ?? vcpu ?? 1);
}

/** What another number of CPUs now does. Those that stood in the definition without a number of their own cannot be unplugged. */
const currentCpus: EffectRule = (before, after, known, around) => {
  if (isUnknown(after) || isUnknown(around.after['vcpu'])) return most('CPUs')(before, after, known, around);
  const grows = cpusOf(around.after) > cpusOf(around.before);
  const rule = grows ? plugged : before === null ? unpluggable : around.before['type'] === 'qemu' ? emulated : unplugged;
  return rule(before, after, known, around);
};

/** How much memory and how many CPUs. */
export const sizing: Rows = {
  memory: quantity('Memory, the most that the machine can have.', {
    place: 'memory',
    unit: 'memory_unit',
    defaultUnit: 'KiB',
    effect: most('memory'),
  }),
  current_memory: quantity('Memory that it has now; the same when left out.', {
    place: 'currentMemory',
    unit: 'current_memory_unit',
    defaultUnit: 'KiB',
    follows: 'memory',
    effect: currentMemory,
  }),
  vcpu: number('CPUs, the most that the machine can have.', { place: 'vcpu', implied: 1, effect: most('CPUs') }),
  vcpu_current: number('CPUs that it has now; the same when left out. Where it is set, all CPUs but the first are hot-pluggable.', {
    place: 'vcpu@current',
    implied: ({ vcpu }) => vcpu ?? 1,
    watched: true,
    effect: currentCpus,
  }),
};

/** What is wrong with sizes that do not fit together: libvirt refuses such CPUs and cuts such memory without a word. */
export function sizingProblems(config: Item): Diagnostic[] {
  const problem = (path: string, detail: string): Diagnostic => ({
    severity: 'error',
    summary: 'More than the most',
    detail,
    path: [path],
  });
  const bytes = (name: string): number | null => bytesOf(sizing[name] as QuantityRow, name, config);
  const [memory, current] = [bytes('memory'), bytes('current_memory')];
  const most: Value = config['vcpu'] ?? 1;
  const now: Value = config['vcpu_current'] ?? null;
  const problems: Diagnostic[] = [];
  if (memory !== null && current !== null && current > memory)
    problems.push(
      problem('current_memory', `\`current_memory\` must be at most \`memory\`, ${describeBytes(memory)}, got ${describeBytes(current)}`),
    );
  if (now !== null && !isUnknown(most) && !isUnknown(now) && (Number(now) > Number(most) || Number(now) < 1))
    problems.push(problem('vcpu_current', `\`vcpu_current\` must be from 1 to \`vcpu\`, ${String(most)}, got ${String(now)}`));
  return problems;
}
