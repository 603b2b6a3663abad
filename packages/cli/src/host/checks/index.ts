import type { HostCheck } from '../check';
import { accelerator } from './accelerator';
import { bridgeFilters } from './bridge-filters';
import { confinement } from './confinement';
import { diskSpace } from './disk-space';
import { docker } from './docker';
import { firewall } from './firewall';
import { ipForwarding } from './ip-forwarding';
import { kernelMounts } from './kernel-mounts';
import { kvmAccess } from './kvm-access';
import { leftovers } from './leftovers';
import { libvirt } from './libvirt';
import { memory } from './memory';
import { node } from './node';
import { osPackages } from './os-packages';
import { platform } from './platform';
import { poolPath } from './pool-path';
import { ports } from './ports';
import { reaper } from './reaper';
import { subnets } from './subnets';
import { terraform } from './terraform';
import { tpmAuthority } from './tpm-authority';

/** Every check, each after those that it needs. */
export const CHECKS: readonly HostCheck[] = [
  platform,
  node,
  terraform,
  diskSpace,
  memory,
  osPackages,
  kernelMounts,
  kvmAccess,
  confinement,
  libvirt,
  docker,
  accelerator,
  reaper,
  tpmAuthority,
  poolPath,
  subnets,
  ports,
  ipForwarding,
  bridgeFilters,
  firewall,
  leftovers,
];
