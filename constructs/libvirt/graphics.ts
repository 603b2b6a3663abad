import type { DomainDevicesGraphics } from '@cdktf/provider-libvirt/lib/domain';
import { isIP } from 'node:net';
import type { Secret } from '../core';

const FIRST_PORT = 5900;

/** Where a screen can be looked at. */
export interface VncOptions {
  /**
   * The address of the host that is listened at. VNC is not encrypted, and without a password whoever reaches it has the machine.
   * @default '127.0.0.1'
   */
  readonly listen?: string;
  /**
   * TCP port, from 5900.
   * @default - the first that is free, as `virsh vncdisplay` tells
   */
  readonly port?: number;
  /**
   * What a viewer must know: at most 8 bytes, which is all that VNC looks at.
   * @default - no password
   */
  readonly password?: Secret;
}

/** A screen of a machine, and a way to look at it. */
export class Graphics {
  /**
   * VNC, on loopback alone unless another address is asked for.
   * @throws RangeError if the address or the port cannot be one
   */
  static vnc({ listen = '127.0.0.1', port, password }: VncOptions = {}): Graphics {
    if (isIP(listen) === 0) {
      throw new RangeError(`'listen' must be an IP address, got '${listen}'`);
    }
    if (port !== undefined && !(Number.isInteger(port) && port >= FIRST_PORT && port <= 65_535)) {
      throw new RangeError(`'port' must be a whole number from ${FIRST_PORT} to 65535, got ${port}`);
    }
    return new Graphics(listen, port, password);
  }

  private constructor(
    readonly listen: string,
    /** The port, where it was chosen. */
    readonly port: number | undefined,
    /** What a viewer must know. */
    readonly password: Secret | undefined,
  ) {}

  /** The device. */
  render(): DomainDevicesGraphics {
    const secret = this.password && { passwdWo: this.password.value, passwdWoVersion: String(this.password.version) };
    return { vnc: { listen: this.listen, autoPort: this.port === undefined, port: this.port, ...secret } };
  }
}
