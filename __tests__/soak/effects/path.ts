import { isItem, type Item, type Value } from '../../../packages/terraform-provider-libvirt/src/tables';

type Step = string | number;

function stepsOf(path: string): Step[] {
  return path.split(/[.[]/).map((step) => (step.endsWith(']') ? Number(step.slice(0, -1)) : step));
}

function child(parent: Item | Value[], step: Step): Value {
  return (Array.isArray(parent) ? parent[Number(step)] : parent[step]) ?? null;
}

function set(parent: Item | Value[], step: Step, value: Value): void {
  if (!Array.isArray(parent)) parent[step] = value;
  else if (value === null) parent.splice(Number(step), 1);
  else parent[Number(step)] = value;
}

/** Puts a value at a path such as `devices.disks[1].serial`, making what is missing on the way; null takes an item out of its list. */
export function put(item: Item, path: string, value: Value): void {
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  let parent: Item | Value[] = item;
  for (const [index, step] of steps.entries()) {
    const found = child(parent, step);
    if (found === null && value === null) return;
    const next: Item | Value[] = isItem(found) || Array.isArray(found) ? found : typeof (steps[index + 1] ?? last) === 'number' ? [] : {};
    if (next !== found) set(parent, step, next);
    parent = next;
  }
  set(parent, last, structuredClone(value));
}
