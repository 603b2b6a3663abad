// Lets `node -r ./scripts/register.cjs main.ts` run TypeScript, fast from the second time on: see docs/decisions/fast-synth.md.
// Nothing is type-checked: `npm run typecheck` is for that. LABCLOUD_TRACE=1 shows where every error comes from, packages included.
'use strict';
const { setFlagsFromString } = require('node:v8');
const { appScript } = require('./register/app-script.cjs');
const { asFunction, callModule, isCompilable, run } = require('./register/compiled.cjs');
const { install } = require('./register/module-pack.cjs');
const { mapLines } = require('./register/stack-lines.cjs');

/**
 * V8 optimizes a function after it has run so much; a number six times its own. Synth lasts less than a second, most of which is run once:
 * what is optimized early took a fifth of its processor time and paid little back. A V8 that does not know the word says so on stderr and goes on.
 */
const LATE_OPTIMIZATION = '--interrupt-budget=400000';

if (process.env.LABCLOUD_FAST_SYNTH !== '0') {
  setFlagsFromString(LATE_OPTIMIZATION);
  if (process.env.LABCLOUD_TRACE !== '1') install();
}

require.extensions['.ts'] = (module, filename) => {
  const { code, file, map } = appScript(filename);
  mapLines(filename, map);
  if (isCompilable(code)) callModule(run({ file, code: `(${asFunction(code)})` }, filename), module, filename);
  else module._compile(code, filename);
};

process.on('uncaughtException', (error) => {
  const plain = error?.name === 'ConfigError' && process.env.LABCLOUD_TRACE !== '1';
  console.error(plain ? error.message : (error?.stack ?? error));
  process.exit(1);
});
