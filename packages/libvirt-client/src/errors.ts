import { ErrorCode } from './error-code';
import { type Codec, int, optional, struct, text } from './xdr/codec';
import { domain, network } from './handles';

const FROM_RPC = 7;
const LEVEL_ERROR = 2;

/** An error with libvirt's numbers: one that the daemon reported, or one of the connection itself. */
export class LibvirtError extends Error {
  override readonly name: string = 'LibvirtError';

  /**
   * @param code what went wrong, one of `ErrorCode`
   * @param domain the part of libvirt that reported it (virErrorDomain)
   * @param level how bad it is (virErrorLevel): 1 warning, 2 error
   */
  constructor(
    readonly code: number,
    message: string,
    readonly domain: number = FROM_RPC,
    readonly level: number = LEVEL_ERROR,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether something thrown is a libvirt error with one of these codes; with any code, if none is given. */
  static is(error: unknown, ...codes: number[]): error is LibvirtError {
    return error instanceof LibvirtError && (codes.length === 0 || codes.includes(error.code));
  }
}

/** The error of a call that was cut off because the link to the daemon broke. */
export class ConnectionLostError extends LibvirtError {
  override readonly name = 'ConnectionLostError';

  /** @param sent whether the call had left this process, so that the daemon may have carried it out */
  constructor(
    readonly reason: string,
    readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(ErrorCode.RPC, `lost the connection to libvirt: ${reason}`, FROM_RPC, LEVEL_ERROR, options);
  }
}

interface WireError {
  code: number;
  domain: number;
  message: string | undefined;
  level: number;
  object: unknown;
  first: string | undefined;
  second: string | undefined;
  third: string | undefined;
  firstNumber: number;
  secondNumber: number;
  network: unknown;
}

const wireError = struct<WireError>({
  code: int,
  domain: int,
  message: optional(text),
  level: int,
  object: optional(domain) as Codec<unknown>,
  first: optional(text),
  second: optional(text),
  third: optional(text),
  firstNumber: int,
  secondNumber: int,
  network: optional(network) as Codec<unknown>,
});

/** An error as the daemon reports it. */
export const libvirtError: Codec<LibvirtError> = {
  encode: (writer, error) =>
    wireError.encode(writer, {
      code: error.code,
      domain: error.domain,
      message: error.message,
      level: error.level,
      object: undefined,
      first: undefined,
      second: undefined,
      third: undefined,
      firstNumber: 0,
      secondNumber: 0,
      network: undefined,
    }),
  decode: (reader) => {
    const { code, domain: source, message, level } = wireError.decode(reader);
    return new LibvirtError(code, message ?? `libvirt reported error ${code} without a message`, source, level);
  },
};
