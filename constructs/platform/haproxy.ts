import { bracketed } from '../core';
import type { Balancing } from './balancing';
import type { TargetHealth } from './target-health';

/** One server behind a load balancer. */
export interface Backend {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
}

/** What a load balancer's configuration is made from. */
export interface HaproxySettings {
  readonly backends: readonly Backend[];
  readonly ports: readonly number[];
  readonly policy: Balancing;
  readonly health: TargetHealth;
  /** Where HAProxy answers for itself. */
  readonly alivePath: string;
}

/** The configuration file of HAProxy. */
export function renderHaproxy({ backends, ports, policy, health, alivePath }: HaproxySettings): string {
  return [
    'global',
    '  log stdout format raw local0 notice',
    '  maxconn 4096',
    '',
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 2s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout http-request 10s',
    // A request that never reached its server is given to another one, so that a server that dies costs nobody an answer.
    '  retries 3',
    '  option redispatch 1',
    '  retry-on conn-failure empty-response',
    '',
    'frontend front',
    ...ports.map((port) => `  bind 127.0.0.1:${port}`),
    `  monitor-uri ${alivePath}`,
    '  default_backend targets',
    '',
    'backend targets',
    `  balance ${policy.algorithm}`,
    ...health.render().map((line) => `  ${line}`),
    ...backends.map(({ name, address, port, weight }) => `  server ${name} ${bracketed(address)}:${port} weight ${weight}`),
    '',
  ].join('\n');
}
