export * from './cloud-image';
export * from './cloud-init';
export * from './host';
export * from './network';
export * from './network-mode';
export * from './storage-pool';
export * from './virtual-machine';
export type * from './virtual-machine-props';
export * from './volume';
