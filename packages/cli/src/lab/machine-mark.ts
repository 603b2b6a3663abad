import { SaxesParser } from 'saxes';
import type { Probe } from '../project/manifest';

/** What the lab wrote into a domain's metadata: how to recognise and reach the machine. */
export interface MachineMark {
  readonly lab: string;
  readonly name: string;
  readonly path: string;
  readonly user: string;
  readonly address: string;
  readonly probes: readonly Probe[];
}

const MACHINE_NAMESPACE = 'https://labcloud.dev/xmlns/machine/1';

/** Reads the lab's mark from a domain's XML, or undefined when the domain is not a lab's. */
export function readMachineMark(domainXml: string): MachineMark | undefined {
  let mark: Omit<MachineMark, 'probes'> | undefined;
  const probes: Probe[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (uri !== MACHINE_NAMESPACE) {
      return;
    }
    const read = (name: string): string => attributes[name]?.value ?? '';
    if (local === 'machine') {
      mark = { lab: read('lab'), name: read('name'), path: read('path'), user: read('user'), address: read('address') };
    } else if (local === 'probe' && read('kind') === 'http') {
      probes.push({ kind: 'http', port: Number(read('port')), path: read('path') || '/' });
    }
  });
  parser.write(domainXml).close();
  return mark && { ...mark, probes };
}
