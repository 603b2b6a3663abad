export * from './balancing';
export * from './dask-cluster';
export * from './etcd-cluster';
export * from './function';
export * from './function-code';
export * from './load-balancer';
export * from './port-forwards';
export * from './target-health';
