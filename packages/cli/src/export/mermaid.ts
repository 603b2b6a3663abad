import { bracketed } from '../lab/bracketed';
import type { LabModel, ModelMachine, ModelService } from './lab-model';
import { type Place, isMachine, placesOf } from './places';

/**
 * A flowchart for Mermaid, which forges and editors draw: hosts and engines, their networks, what is on them, and where it is published.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function toMermaid(model: LabModel): string {
  const ids = new Ids();
  const places = placesOf(model);
  const lines = [
    'flowchart TB',
    ...places.flatMap((place) => subgraph(place, ids)),
    ...[...model.machines, ...model.services].flatMap((member) => attachments(member, ids)),
    ...model.services.flatMap((service) =>
      service.published
        .map(({ address, port }) => `${bracketed(address)}:${port}`)
        .map((port) => `  ${ids.of(`port ${port}`)}([${label(port)}]) --> ${ids.of(keyOf(service))}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function subgraph({ path, address, networks, loose }: Place, ids: Ids): string[] {
  return [
    `  subgraph ${ids.of(path)}[${label(path, address)}]`,
    ...networks.flatMap(({ name, subnet, members }) => [
      `    subgraph ${ids.of(`network ${name}`)}[${label(name, subnet ?? '')}]`,
      // An empty one would not be drawn as a frame.
      ...(members.length > 0 ? members.map((member) => `      ${node(member, ids)}`) : [`      ${ids.of(`empty ${name}`)}[" "]`]),
      '    end',
    ]),
    ...loose.map((member) => `    ${node(member, ids)}`),
    '  end',
  ];
}

function node(member: ModelMachine | ModelService, ids: Ids): string {
  const address = isMachine(member) ? member.address : (member.networks[0]?.address ?? '');
  return isMachine(member)
    ? `${ids.of(keyOf(member))}[${label(member.name, address)}]`
    : `${ids.of(keyOf(member))}(${label(member.name, address)})`;
}

/** Lines to the networks on which something stands as well. */
function attachments(member: ModelMachine | ModelService, ids: Ids): string[] {
  return member.networks.slice(1).map(({ network, address }) => {
    const line = address === null ? '---' : `-- ${label(address)} ---`;
    return `  ${ids.of(keyOf(member))} ${line} ${ids.of(`network ${network}`)}`;
  });
}

/** Replicas have one path. */
function keyOf(member: ModelMachine | ModelService): string {
  return isMachine(member) ? `machine ${member.name}` : `container ${member.engine} ${member.container}`;
}

/** Quoted text over several lines; what Mermaid or HTML would read is written as a number. */
function label(...lines: readonly string[]): string {
  const text = lines
    .filter(Boolean)
    .map((line) => line.replace(/[^\p{L}\p{N} ./:_@+=,-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`));
  return `"${text.join('<br>')}"`;
}

/** Short names for nodes; none is a word of Mermaid's. */
class Ids {
  private readonly ids = new Map<string, string>();

  of(what: string): string {
    const id = this.ids.get(what) ?? `n${this.ids.size + 1}`;
    this.ids.set(what, id);
    return id;
  }
}
