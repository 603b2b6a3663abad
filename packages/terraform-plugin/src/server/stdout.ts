import { isDebugged } from './debug-flag';
import { isStartedByTerraform } from './handshake';
import { log } from './log';

/** Sends what libraries print on stdout to the log, because stdout belongs to the handshake. */
function captureStdout(): void {
  process.stdout.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    log(
      'debug',
      Buffer.from(chunk as string)
        .toString('utf8')
        .trimEnd(),
    );
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  }) as typeof process.stdout.write;
}

// On import, so that it is in force before the provider's own modules are loaded.
if (isStartedByTerraform(process.env) || isDebugged(process.argv)) captureStdout();
