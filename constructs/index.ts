export * from './core';
export * as docker from './docker';
export * as libvirt from './libvirt';
export * as platform from './platform';
