import { UserError } from '../errors';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const TIME = '(?: at (\\d{1,2}):(\\d{2}))';
const EXAMPLES =
  "Write 'hourly', 'every 6 hours', 'daily at 03:00', 'weekly on sunday at 04:30', 'monthly on 1 at 02:00', or the five fields of cron.";

/** The fields of a cron expression and the numbers that each may have. */
const FIELDS = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of the week', from: 0, to: 7 },
] as const;

/**
 * Reads when something is to happen again and again, in words or as cron has it, and gives the five fields of cron.
 *
 * @throws UserError with what can be written
 */
export function parseWhen(text: string): string {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const fields = words.split(' ');
  const cron = fields.length === 5 && /^[\d*]/.test(words) ? words : inWords(words);
  if (cron === undefined) {
    throw new UserError(`When is '${text}'?`, EXAMPLES);
  }
  cron.split(' ').forEach((field, index) => checkField(text, field, index));
  const [, , day, , weekday] = cron.split(' ');
  if (day !== '*' && weekday !== '*') {
    // cron would take either, systemd only days that are both.
    throw new UserError(`'${text}' says a day of the month and a day of the week.`, 'Say one of them.');
  }
  return cron;
}

function inWords(words: string): string | undefined {
  if (words === 'hourly') {
    return '0 * * * *';
  }
  const [, every = '', unit] = /^every (\d+) (hours|minutes)$/.exec(words) ?? [];
  if (unit) {
    return everyField(Number(every), unit === 'hours' ? 24 : 60, unit);
  }
  const daily = new RegExp(`^daily${TIME}?$`).exec(words);
  if (daily) {
    return `${Number(daily[2] ?? 0)} ${Number(daily[1] ?? 3)} * * *`;
  }
  const weekly = new RegExp(`^weekly on (\\w+)${TIME}?$`).exec(words);
  if (weekly && DAYS.includes(weekly[1] ?? '')) {
    return `${Number(weekly[3] ?? 0)} ${Number(weekly[2] ?? 3)} * * ${DAYS.indexOf(weekly[1] ?? '')}`;
  }
  const monthly = new RegExp(`^monthly on (\\d{1,2})${TIME}?$`).exec(words);
  return monthly ? `${Number(monthly[3] ?? 0)} ${Number(monthly[2] ?? 3)} ${Number(monthly[1])} * *` : undefined;
}

function everyField(every: number, whole: number, unit: string): string {
  if (every < 1 || whole % every !== 0) {
    throw new UserError(`'every ${every} ${unit}' does not divide ${whole} ${unit} evenly.`, EXAMPLES);
  }
  return unit === 'hours' ? `0 */${every} * * *` : `*/${every} * * * *`;
}

function checkField(text: string, field: string, index: number): void {
  const { name, from, to } = FIELDS[index] ?? FIELDS[0];
  for (const part of field.split(',')) {
    const [, first, last, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [undefined, 'x'];
    const numbers = [first, last].filter((number) => number !== undefined).map(Number);
    const fits = numbers.every((number) => number >= from && number <= to) && !(numbers.length === 2 && Number(first) > Number(last));
    if (!fits || step === '0') {
      throw new UserError(`'${part}' is no ${name} (${from} to ${to}) in '${text}'.`, EXAMPLES);
    }
  }
}
