const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number of bytes as people read it: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const amount = bytes / 2 ** (10 * power);
  return `${Number.isInteger(amount) ? amount : amount.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}
