import { type EffectRule, live, restart } from '../effect';
import { asItem, at, type Item, stringAt } from '../value';

/** What fits a port of PCI Express. */
const PLUGGABLE = new Set(['virtio', 'virtio-non-transitional', 'e1000e', 'igb']);

const attached = live('it is attached to the running machine');
const detached = live('it is detached from the running machine, whose guest has to let go of it');
const moved = live('it is moved to the other network; the guest keeps its address until it asks for a new one');
const fixed = restart('libvirt moves an interface of a running machine only between networks and bridges');

/** Whether the host's end of an interface is a tap on a bridge. */
function isBridged(nic: Item): boolean {
  return at(nic, 'source.network') !== null || at(nic, 'source.bridge') !== null;
}

/** What one interface more or less does. */
export const interfaceMembers: EffectRule = (before, after, known, around) => {
  const model = stringAt(asItem(after), 'model.type');
  const plugs = restart(
    `an interface ${model === undefined ? 'without a model' : `of the model ${model}`} may not fit a port of PCI Express`,
  );
  const rule = after === null ? detached : model !== undefined && PLUGGABLE.has(model) ? attached : plugs;
  return rule(before, after, known, around);
};

/** What another source of an interface does. */
export const interfaceSource: EffectRule = (before, after, known, around) =>
  (isBridged(around.before) && isBridged(around.after) ? moved : fixed)(before, after, known, around);
