export type { HostContext, Report } from './check';
export { runDoctor } from './doctor';
export { ensureHost } from './ensure';
export { HostFacts } from './facts';
export { removeRules } from './firewall/rules';
