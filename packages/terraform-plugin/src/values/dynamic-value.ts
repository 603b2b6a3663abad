import { Decoder, Encoder, ExtData } from '@msgpack/msgpack';
import { ProviderError } from '../diagnostic';
import { type Attributes } from '../schema';
import { type DynamicValueMessage } from '../wire/common-messages';
import { conform } from './conform';
import { parseExactJson } from './exact-json';
import { wireNumber } from './number';
import { isObject, type State, UNKNOWN, type Value, type ValueObject } from './value';

/** Every extension type of msgpack is an unknown value: 0 a plain one, 12 one with refinements, which may be ignored. */
const unknowns = {
  tryToEncode: (value: unknown): ExtData | null => (value === UNKNOWN ? new ExtData(0, new Uint8Array(1)) : null),
  decode: (): unknown => UNKNOWN,
};

const encoder = new Encoder({ extensionCodec: unknowns as never });

/** The bytes of a conformed state, or of null. */
export function encodeValue(state: State | null): DynamicValueMessage {
  return { msgpack: encoder.encode(wireValue(state)) };
}

/**
 * The state in a message, conformed; null if there is none.
 * @throws ProviderError when the bytes are no msgpack or do not fit the schema
 */
export function decodeValue(message: DynamicValueMessage | undefined, attributes: Attributes, keepWriteOnly = false): State | null {
  const raw = decodeRaw(message);
  return raw === null || raw === undefined ? null : conform(raw, attributes, keepWriteOnly);
}

function decodeRaw(message: DynamicValueMessage | undefined): unknown {
  if (message?.msgpack?.length) return decodeMsgpack(message.msgpack);
  return message?.json?.length ? parseExactJson(Buffer.from(message.json).toString('utf8')) : null;
}

function decodeMsgpack(bytes: Uint8Array): unknown {
  const limit = bytes.length;
  try {
    return new Decoder({ extensionCodec: unknowns as never, useBigInt64: true, maxArrayLength: limit, maxMapLength: limit }).decode(bytes);
  } catch (error) {
    throw new ProviderError('Unreadable value', `Terraform sent a value that cannot be decoded: ${(error as Error).message}`);
  }
}

function wireValue(value: Value): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return wireNumber(value);
  if (Array.isArray(value)) return value.map(wireValue);
  if (!isObject(value)) return value;
  const wire: Record<string, unknown> = {};
  for (const key of Object.keys(value as ValueObject)) wire[key] = wireValue(value[key] as Value);
  return wire;
}
