import { Tokenization } from 'cdktf';
import { fasterResolve } from './resolve';

let installed = false;

/** Whether the fast path of synth is in use: always, unless `LABCLOUD_FAST_SYNTH=0`. */
export function isFastSynth(): boolean {
  return process.env.LABCLOUD_FAST_SYNTH !== '0';
}

/**
 * Makes synth fast, with the same bytes as a result. See docs/decisions/0002-fast-synth.md for what it does and why it is safe.
 * It must run before anything is constructed, and does nothing the second time.
 */
export function installFastSynth(): void {
  if (installed || !isFastSynth()) {
    return;
  }
  installed = true;
  // cdktf keeps a stack trace for each reference, which no output shows and which costs 95 % of construction.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only the module object itself can be patched
  const stackTrace = require('cdktf/lib/tokens/private/stack-trace') as { captureStackTrace: () => string[] };
  stackTrace.captureStackTrace = () => [];
  Tokenization.resolve = fasterResolve(Tokenization.resolve.bind(Tokenization));
}
