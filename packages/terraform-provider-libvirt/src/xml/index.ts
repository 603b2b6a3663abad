export * from './place';
export * from './reader';
export * from './tree';
export * from './writer';
