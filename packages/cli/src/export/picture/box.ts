import { formatBytes } from '../../host/system/bytes';
import { bracketed } from '../../lab/bracketed';
import type { LabModel, ModelMachine, ModelService } from '../lab-model';
import { type NetworkPlace, type Place, isMachine, placesOf } from '../places';
import { type TextLine, shortened } from './text';

/** What a box of a picture stands for. */
export type BoxKind = 'lab' | 'host' | 'engine' | 'network' | 'machine' | 'service';

/** A box with lines of text at its top, and boxes below them. */
export interface Box {
  readonly kind: BoxKind;
  readonly lines: readonly TextLine[];
  readonly boxes: readonly Box[];
  /** All that there is to say, where lines are cut short. */
  readonly title: string;
  /** Whether it is not to run. */
  readonly isOff: boolean;
}

const LENGTH = 44;

/** The boxes of a lab: hosts and engines, in them networks, in those machines and services. */
export function boxesOf(model: LabModel): Box {
  const { machines, services } = model;
  const counts = `${counted(machines.length, 'machine')}, ${counted(services.length, 'service')}`;
  return box('lab', [model.lab, counts], placesOf(model).map(placeBox));
}

function placeBox(place: Place): Box {
  return box(place.kind, [place.path, place.address], [...place.networks.map(networkBox), ...place.loose.map(memberBox)]);
}

function networkBox({ name, subnet, members }: NetworkPlace): Box {
  return box('network', [name, subnet ?? ''], members.map(memberBox));
}

function memberBox(member: ModelMachine | ModelService): Box {
  const attached = member.networks.slice(1).map(({ network, address }) => `+ ${network}${address === null ? '' : ` ${address}`}`);
  if (isMachine(member)) {
    const { name, address, cpus, memory, disk, power } = member;
    const sizes = [...(cpus === null ? [] : [`${cpus} CPU`]), formatBytes(memory), ...(disk > 0 ? [formatBytes(disk)] : [])].join(' · ');
    return box('machine', [name, address, sizes, ...attached, ...(power === 'running' ? [] : [power])], [], power !== 'running');
  }
  const { name, networks, published } = member;
  const [first] = networks;
  const ports = published.map(({ address, port }) => `→ ${bracketed(address)}:${port}`);
  return box('service', [name, first ? (first.address ?? '') : 'network of its host', ...attached, ...ports]);
}

function box(kind: BoxKind, texts: readonly string[], boxes: readonly Box[] = [], isOff = false): Box {
  const said = texts.filter((text) => text !== '');
  const size = kind === 'lab' ? 18 : 14;
  const lines = said.map((text, index) => ({ text: shortened(text, LENGTH), size: index === 0 ? size : 12, bold: index === 0 }));
  return { kind, lines, boxes, title: said.join('\n'), isOff };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
