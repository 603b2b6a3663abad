import { type FuzzTarget } from './fuzz-target';
import { libvirtTargets } from './libvirt-targets';
import { pluginTargets } from './plugin-targets';
import { xmlTargets } from './xml-targets';

/** Everything that takes input from outside. */
export const fuzzTargets: readonly FuzzTarget[] = [...libvirtTargets, ...xmlTargets, ...pluginTargets];
