import type { Construct } from 'constructs';
import { ConfigError, LabStack, shown } from '../core';
import type { IStarted } from './container-props';

/**
 * Lets `labcloud up` change a few replicas of a service at a time.
 * @param atOnce how many; undefined for all
 * @throws ConfigError if it is no number of replicas
 */
export function registerRollout(service: Construct & IStarted, atOnce: number | undefined, names: readonly string[]): void {
  if (atOnce === undefined) {
    return;
  }
  if (!Number.isInteger(atOnce) || atOnce < 1) {
    throw new ConfigError(service, `'atOnce' must be a whole number of at least 1, got ${shown(atOnce)}`);
  }
  LabStack.of(service).facts.rollouts.push({
    path: service.node.path,
    atOnce,
    get members() {
      const addresses = service.startedBy;
      return names.map((name, index) => ({ name, address: addresses[index] ?? '', kind: 'container' as const }));
    },
  });
}
