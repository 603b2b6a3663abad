export type { BudgetSheet, ComputerSums, PoolSums } from './budgets';
export * from './computer';
export type { HostBudget, HostReserve } from './host-budget';
export * from './ledger';
export type { HostPort } from './port-claims';
export type { SubnetPlace } from './subnet-claims';
