import type { IConstruct } from 'constructs';
import type { ITrafficSource } from '../core';
import * as libvirt from '../libvirt';

/** What is missing where a machine's security groups do not let somebody in who is to send to it; undefined if nothing is. */
export function missingAdmission(
  source: ITrafficSource,
  target: IConstruct,
  port: number,
  protocol: 'tcp' | 'udp' = 'tcp',
): string | undefined {
  if (!(target instanceof libvirt.VirtualMachine) || target.connections.admits(source, libvirt.Port[protocol](port))) {
    return undefined;
  }
  const line = `connections.allowFrom(…, Port.${protocol}(${port}))`;
  return `cannot connect to ${target.node.path} at ${protocol.toUpperCase()} ${port}, whose security groups do not let it: add ${line} there`;
}
