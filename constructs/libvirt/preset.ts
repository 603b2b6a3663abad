import { Size } from '../core';
import { Firmware } from './firmware';
import { Graphics } from './graphics';
import { Tpm } from './tpm';
import type { VirtualMachineProps } from './virtual-machine-props';

/** What a preset can say of a machine. */
export type PresetProps = Pick<
  VirtualMachineProps,
  | 'cpus'
  | 'maxCpus'
  | 'memory'
  | 'maxMemory'
  | 'disk'
  | 'autostart'
  | 'drive'
  | 'firmware'
  | 'chipset'
  | 'cpuModel'
  | 'tpm'
  | 'watchdog'
  | 'graphics'
  | 'onImageChange'
  | 'onUserDataChange'
>;

/** A machine's shape under one name; what a machine says itself comes on top. */
export class Preset {
  /** 1 processor, 1 GiB of memory, a disk of 10 GiB. */
  static readonly SMALL = Preset.of({ cpus: 1, memory: Size.gibibytes(1), disk: Size.gibibytes(10) });
  /** 2 processors, 4 GiB of memory, a disk of 20 GiB. */
  static readonly MEDIUM = Preset.of({ cpus: 2, memory: Size.gibibytes(4), disk: Size.gibibytes(20) });
  /** 4 processors, 8 GiB of memory, a disk of 40 GiB. */
  static readonly LARGE = Preset.of({ cpus: 4, memory: Size.gibibytes(8), disk: Size.gibibytes(40) });
  /** 2 processors and 2 GiB of memory, of which it can have twice as many while it runs; starts with its host and restarts when it hangs. */
  static readonly SERVER = Preset.of({
    cpus: 2,
    maxCpus: 4,
    memory: Size.gibibytes(2),
    maxMemory: Size.gibibytes(4),
    disk: Size.gibibytes(20),
    autostart: true,
    watchdog: 'reset',
  });
  /** 4 processors, 8 GiB of memory and a disk of 64 GiB, with UEFI, a TPM and a screen: what current desktop systems ask for. */
  static readonly DESKTOP = Preset.of({
    cpus: 4,
    memory: Size.gibibytes(8),
    disk: Size.gibibytes(64),
    firmware: Firmware.uefi({ secureBoot: true }),
    tpm: Tpm.V2_0,
    graphics: Graphics.vnc(),
  });

  /** A shape of one's own. */
  static of(props: PresetProps): Preset {
    return new Preset(props);
  }

  private constructor(private readonly props: PresetProps) {}

  /** A machine's props, with this shape where they say nothing. */
  static applyTo<P extends Partial<VirtualMachineProps>>(props: P): P {
    const said = Object.entries(props).filter(([, value]) => value !== undefined);
    return { ...props.preset?.props, ...(Object.fromEntries(said) as P) };
  }
}
