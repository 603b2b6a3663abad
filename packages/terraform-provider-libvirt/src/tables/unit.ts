const POWERS = 'kmgtpe';

/** Bytes in a unit as libvirt spells it (`bytes`, `KiB` = `K` = 1024, `KB` = 1000, … `EiB`); undefined for anything else. */
export function bytesIn(unit: string): number | undefined {
  const word = unit.toLowerCase();
  if (word === 'b' || word === 'byte' || word === 'bytes') return 1;
  const [, letter = '', suffix = ''] = /^([kmgtpe])(b|ib)?$/.exec(word) ?? [];
  if (letter === '') return undefined;
  return (suffix === 'b' ? 1000 : 1024) ** (POWERS.indexOf(letter) + 1);
}

/** A size in bytes; undefined when the unit is unknown. */
export function toBytes(amount: number, unit: string): number | undefined {
  const factor = bytesIn(unit);
  return factor === undefined ? undefined : amount * factor;
}

/** A size for people, in the largest binary unit that divides it. */
export function describeBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let amount = bytes;
  let index = 0;
  while (amount !== 0 && amount % 1024 === 0 && index < units.length - 1) {
    amount /= 1024;
    index += 1;
  }
  return `${String(amount)} ${units[index] ?? ''}`;
}
