import { bracketed } from '../core';

/** One port that is passed on. */
export interface StreamServer {
  readonly protocol: 'tcp' | 'udp';
  /** Where it listens. */
  readonly address: string;
  readonly port: number;
  /** Who answers. */
  readonly target: string;
  readonly targetPort: number;
}

/** The configuration of nginx that passes connections on as they are. */
export function renderNginxStream(servers: readonly StreamServer[]): string {
  return [
    // Debian keeps the module apart; the official image has it built in, and no such folder.
    'include /etc/nginx/modules-enabled/*.conf;',
    'worker_processes 1;',
    'pid /tmp/nginx.pid;',
    'error_log stderr notice;',
    '',
    'events {',
    '  worker_connections 4096;',
    '}',
    '',
    'stream {',
    '  proxy_connect_timeout 5s;',
    ...servers.flatMap(renderServer),
    '}',
    '',
  ].join('\n');
}

function renderServer({ protocol, address, port, target, targetPort }: StreamServer): string[] {
  const listen = `${bracketed(address)}:${port}`;
  const lines =
    protocol === 'udp'
      ? [`listen ${listen} udp;`, 'proxy_timeout 60s;']
      : // A shell may be silent for hours; keep-alive finds out who is gone.
        [`listen ${listen} so_keepalive=on;`, 'proxy_socket_keepalive on;', 'proxy_timeout 24h;'];
  return ['  server {', ...[...lines, `proxy_pass ${bracketed(target)}:${targetPort};`].map((line) => `    ${line}`), '  }'];
}
