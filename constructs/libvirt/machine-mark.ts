import type { ProbeDescription } from '../core';

/** The namespace of labcloud's own element in a domain's metadata. */
const NAMESPACE = 'https://labcloud.dev/xmlns/machine/1';

/** What XML cannot hold in any way. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g;

/** What a running machine says about itself, so that `status` need not ask the program. */
export interface MachineMark {
  readonly lab: string;
  readonly name: string;
  readonly path: string;
  readonly user: string;
  readonly address: string;
  readonly probes: readonly ProbeDescription[];
}

/** The element of a domain's metadata that marks it as a machine of a lab. */
export function renderMachineMark({ lab, name, path, user, address, probes }: MachineMark): string {
  const attributes = attributesOf({ lab, name, path, user, address });
  const children = probes.map(({ kind, port, path: url }) => `<lab:probe${attributesOf({ kind, port: String(port), path: url })}/>`);
  return `<lab:machine xmlns:lab="${NAMESPACE}"${attributes}>${children.join('')}</lab:machine>`;
}

function attributesOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${value.replace(UNPRINTABLE, '\ufffd').replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`,
    )
    .join('');
}
