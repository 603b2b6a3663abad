export * from './balancing';
export * from './load-balancer';
export * from './port-forwards';
export * from './target-health';
