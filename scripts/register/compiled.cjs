// Runs modules from stored scripts, and keeps what V8 has compiled of them. The flags of V8 are part of that, so they are set before.
'use strict';
const Module = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');
const { readBeside, writeBeside } = require('./store.cjs');

/** Whether a module can be compiled in a script of ours: one that imports while it runs must be compiled by Node. */
exports.isCompilable = (code) => !/\bimport\s*\(/.test(code);

/** The function that Node makes of a module, as code. */
exports.asFunction = (code) =>
  `function (exports, require, module, __filename, __dirname) {${code.replace(/^\uFEFF/, '').replace(/^#!.*/, '')}\n}`;

/** Runs that function as the module. */
exports.callModule = (body, module, filename) => {
  const require = (request) => module.require(request);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  Object.assign(require, { main: process.mainModule, extensions: Module._extensions, cache: Module._cache });
  body.call(module.exports, module.exports, require, module, filename, dirname(filename));
};

/** The value of a script, which in error messages goes by another name; compiled only once if it is stored. */
exports.run = ({ file, code }, filename = file) => {
  const cachedData = file && readBeside(file, 'bin');
  const script = new Script(code, { filename, cachedData });
  if (file && (cachedData === undefined || script.cachedDataRejected)) {
    // At the end, functions are in it that were needed.
    process.on('exit', (status) => status === 0 && writeBeside(file, 'bin', script.createCachedData()));
  }
  return script.runInThisContext();
};
