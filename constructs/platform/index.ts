export * from './balancing';
export * from './load-balancer';
export * from './target-health';
