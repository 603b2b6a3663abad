export * from './container-files';
export * from './container-service';
export type * from './container-service-props';
export * from './engine';
export * from './health-check';
export * from './image';
export * from './network';
export * from './volume';
