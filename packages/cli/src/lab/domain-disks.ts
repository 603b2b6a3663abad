import { SaxesParser } from 'saxes';

/** A disk as a domain's XML describes it. */
export interface DomainDisk {
  /** What the guest's bus calls it, e.g. `vda`. */
  readonly target: string;
  /** `disk`, `cdrom`, `floppy` or `lun`. */
  readonly device: string;
  /** `qcow2`, `raw`, … */
  readonly format: string;
  readonly readOnly: boolean;
  readonly source: { readonly pool: string; readonly volume: string } | { readonly path: string } | undefined;
}

/** Reads the disks of a domain from its XML, in their order. */
export function readDomainDisks(xml: string): DomainDisk[] {
  const disks: DomainDisk[] = [];
  let current: { -readonly [K in keyof DomainDisk]: DomainDisk[K] } | undefined;
  const inside: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const parent = inside.at(-1);
    inside.push(name);
    if (name === 'disk' && parent === 'devices') {
      current = { target: '', device: attributes['device'] ?? 'disk', format: 'raw', readOnly: false, source: undefined };
    } else if (current && parent === 'disk') {
      const { dev, type, pool, volume, file } = attributes;
      if (name === 'target') {
        current.target = dev ?? '';
      } else if (name === 'driver') {
        current.format = type ?? 'raw';
      } else if (name === 'readonly') {
        current.readOnly = true;
      } else if (name === 'source') {
        const path = file ?? dev;
        current.source = pool && volume ? { pool, volume } : path ? { path } : undefined;
      }
    }
  });
  parser.on('closetag', ({ name }) => {
    inside.pop();
    if (name === 'disk' && inside.at(-1) === 'devices' && current) {
      disks.push(current);
      current = undefined;
    }
  });
  parser.write(xml).close();
  return disks;
}

/** The disks that hold what a guest has written: neither media nor what it can only read. */
export function dataDisks(xml: string): DomainDisk[] {
  return readDomainDisks(xml).filter(({ device, readOnly, source }) => device === 'disk' && !readOnly && source !== undefined);
}
