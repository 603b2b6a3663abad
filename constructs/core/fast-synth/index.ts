import './preload';
import { Tokenization } from 'cdktf';
import { fasterResolve } from './resolve';
import { rememberingKeysToSnakeCase } from './snake-case';
import { isFastSynth } from './switch';

export { fasterLogicalId } from './logical-id';
export { elementsOf, fasterToTerraform } from './to-terraform';
export { hasProblems } from './validations';
export { isFastSynth };

let installed = false;

/**
 * Makes synth fast, with the same bytes as a result. See docs/decisions/fast-synth.md for what it does and why it is safe.
 * It must run before anything is constructed, and does nothing the second time.
 */
export function installFastSynth(): void {
  if (installed || !isFastSynth()) {
    return;
  }
  installed = true;
  // cdktf keeps a stack trace for each reference, which no output shows and which costs 95 % of construction.
  // oxlint-disable-next-line typescript/no-require-imports -- only the module object itself can be patched
  const stackTrace = require('cdktf/lib/tokens/private/stack-trace') as { captureStackTrace: () => string[] };
  stackTrace.captureStackTrace = () => [];
  // oxlint-disable-next-line typescript/no-require-imports -- as above
  const util = require('cdktf/lib/util') as { keysToSnakeCase: (value: unknown) => unknown; snakeCase: (name: string) => string };
  util.keysToSnakeCase = rememberingKeysToSnakeCase(util.snakeCase);
  Tokenization.resolve = fasterResolve(Tokenization.resolve.bind(Tokenization));
}
