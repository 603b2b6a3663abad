export type { HostContext, Report } from './check';
export { runDoctor } from './doctor';
export { ensureHost } from './ensure';
export { removeRules } from './firewall/rules';
