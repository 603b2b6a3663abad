export * from './framework';
export { networkTable } from './network';
