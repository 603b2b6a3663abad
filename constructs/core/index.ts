import './fast-synth';

export * from './address-book';
export * from './asset';
export * from './config-error';
export * from './duration';
export * from './endpoint';
export * from './escape';
export * from './known-props';
export * from './lab-app';
export * from './lab-stack';
export * from './manifest';
export * from './names';
export * from './nearest';
export * from './probe';
export * from './provider-placement';
export * from './size';
export * from './ssh-key';
export * from './subnet';
