const INTEGER = /^-?\d+$/;
const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** More digits than Terraform's 512 bits can mean anything by; beyond them a text would only cost memory. */
const MAX_DIGITS = 1000;

/** A number as cty has it: a JavaScript number where that is exact, else a bigint, else the decimal text. Undefined if the text is no number. */
export function numberOf(raw: number | bigint | string): number | bigint | string | undefined {
  if (typeof raw === 'bigint') return narrowed(raw);
  if (typeof raw === 'number') return Number.isInteger(raw) && !Number.isSafeInteger(raw) ? BigInt(raw) : raw + 0;
  if (raw.length > MAX_DIGITS) return undefined;
  if (INTEGER.test(raw)) return narrowed(BigInt(raw));
  const digits = digitsOf(raw);
  if (digits === undefined) return undefined;
  if (digits.exponent >= 0) return narrowed(BigInt(digits.mantissa) * 10n ** BigInt(digits.exponent));
  const nearest = Number(raw);
  const held = digitsOf(String(nearest));
  return held !== undefined && held.mantissa === digits.mantissa && held.exponent === digits.exponent ? nearest : raw;
}

/** What msgpack shall carry: integers up to 2^53 as they are, all else as decimal text, which alone is exact (0.1 as a float would be another number to Terraform). */
export function wireNumber(value: number | bigint | string): number | string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' || Number.isSafeInteger(value)) return value;
  return Number.isFinite(value) ? decimalText(value) : value;
}

function decimalText(value: number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The shortest mantissa (with its sign) and the power of ten that belongs to it. */
function digitsOf(text: string): { mantissa: string; exponent: number } | undefined {
  const match = DECIMAL.exec(text);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole + fraction === '' || Math.abs(Number(power)) > MAX_DIGITS) return undefined;
  const mantissa = (whole + fraction).replace(/^0+/, '');
  const short = mantissa.replace(/0+$/, '');
  if (short === '') return { mantissa: '0', exponent: 0 };
  return { mantissa: sign + short, exponent: Number(power) - fraction.length + (mantissa.length - short.length) };
}
