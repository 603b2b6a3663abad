import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads an option's moment: how long ago (`90s`, `10m`, `2h`, `3d`), or a date and time as ISO 8601 writes it. */
export function moment(text: string): Date {
  const [, number, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const time =
    number === undefined
      ? /^\d{4}-\d\d-\d\d/.test(text)
        ? Date.parse(text)
        : NaN
      : Date.now() - Number(number) * (UNITS[unit] ?? 0) * 1000;
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError("It must be how long ago, like '10m' or '2h', or a time like '2026-01-31T08:00:00Z'.");
  }
  return new Date(time);
}
