import Module from 'node:module';
import { isFastSynth } from './switch';
import { stableJson } from './stable-json';

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;
type Stringify = (value: unknown, options?: { space?: number }) => string | undefined;

/**
 * cdktf loads these whether an app needs them or not, which is half of the time that it takes to load:
 * they pack assets, compare versions of Terraform for moved blocks, and write JSON with a tower of helpers.
 */
const DEFERRED = new Set(['archiver', 'semver', 'json-stable-stringify']);

/** Stands for a package until it is used. */
function deferred(load: () => unknown): unknown {
  const real = load as () => { [key: PropertyKey]: unknown } & ((...args: unknown[]) => unknown);
  return new Proxy(() => undefined, {
    get: (_target, key) => real()[key],
    apply: (_target, self, args: unknown[]) => Reflect.apply(real(), self, args),
  });
}

function replacement(request: string, load: () => unknown): unknown {
  if (request !== 'json-stable-stringify') {
    return deferred(load);
  }
  const stock = (value: unknown, options?: { space?: number }): string | undefined => (load() as Stringify)(value, options);
  return (value: unknown, options?: { space?: number }) =>
    options?.space === 2 ? (stableJson(value) ?? stock(value, options)) : stock(value, options);
}

function loadCdktf(): void {
  const loader = Module as unknown as { _load: Load };
  const stock = loader._load;
  loader._load = function (request, parent, isMain) {
    const load = (): unknown => stock.call(this, request, parent, isMain);
    return DEFERRED.has(request) ? replacement(request, load) : load();
  };
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- an import would run before the loader is prepared
    require('cdktf');
  } finally {
    loader._load = stock;
  }
}

if (isFastSynth()) {
  loadCdktf();
}
