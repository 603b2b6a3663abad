import { type Diagnostic, type Path } from '@labcloud/terraform-plugin';
import { asItems, at, isUnknown, type Item } from '../tables';

const MOUNTED = ['dir', 'fs', 'netfs'];

/** What is wrong with the configuration of a pool, as far as no single attribute is. */
export function checkPool(config: Item): Diagnostic[] {
  const type = String(at(config, 'type'));
  const problems: Diagnostic[] = [];
  const need = (path: string, missing: boolean, what: string): void => {
    if (missing && !hasUnknown(config, path)) problems.push(missingAttribute(path, what));
  };
  const devices = asItems(at(config, 'source.device'));
  need(
    'target.path',
    MOUNTED.includes(type) && at(config, 'target.path') === null,
    `a pool of the type '${type}' is a directory, so write its absolute path`,
  );
  need(
    'source.device',
    type === 'fs' && devices.length !== 1,
    "a pool of the type 'fs' is the file system on one device, so write that one's path",
  );
  need(
    'source.host',
    type === 'netfs' && asItems(at(config, 'source.host')).length !== 1,
    "a pool of the type 'netfs' is on one server, so write that one's name",
  );
  need(
    'source.dir.path',
    type === 'netfs' && at(config, 'source.dir.path') === null,
    "a pool of the type 'netfs' is a directory of a server, so write its path there",
  );
  need(
    'source.name',
    type === 'logical' && at(config, 'source.name') === null,
    "a pool of the type 'logical' is a volume group, so write its name",
  );
  if (type === 'dir' && at(config, 'source') !== null && !isUnknown(at(config, 'source'))) {
    problems.push({
      severity: 'error',
      summary: 'An attribute too many',
      detail: "A pool of the type 'dir' has no 'source'.",
      path: ['source'],
    });
  }
  return problems;
}

function hasUnknown(config: Item, path: string): boolean {
  const steps = path.split('.');
  return steps.some((_step, index) => isUnknown(at(config, steps.slice(0, index + 1).join('.'))));
}

function missingAttribute(name: string, detail: string): Diagnostic {
  const path: Path = [name.split('.')[0] ?? name];
  return { severity: 'error', summary: 'Missing attribute', detail: `'${name}' is missing: ${detail}.`, path };
}
