// Loads packages from one script instead of hundreds of files: to look for them, to read and to compile them took half of a synth.
// The script holds what runs before have loaded, each module as the function that Node makes of it; the modules stay themselves.
'use strict';
const Module = require('node:module');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { asFunction, callModule, isCompilable, run } = require('./compiled.cjs');
const { read, write } = require('./store.cjs');

const NAME = 'modules';
const stockLoad = Module._extensions['.js'];
const stockResolve = Module._resolveFilename;

/** What npm writes last when it installs: afterwards a name may lead elsewhere. */
function installation() {
  const file = join(process.cwd(), 'node_modules', '.package-lock.json');
  return existsSync(file) ? [file] : [];
}

/** A module as code of a function; undefined for one that only Node can run, such as an ES module. */
function functionOf(code) {
  if (!isCompilable(code)) return undefined;
  const body = asFunction(code);
  try {
    new Script(`(${body})`);
    return body;
  } catch {
    return undefined;
  }
}

function pack(files, resolved) {
  const functions = files.map((file) => [file, functionOf(readFileSync(file, 'utf8'))]).filter(([, code]) => code !== undefined);
  write(NAME, {
    code: `({\n${functions.map(([file, code]) => `${JSON.stringify(file)}: ${code}`).join(',\n')}\n})`,
    files: [...installation(), ...files],
    facts: { files, resolved },
  });
}

/** Loads what is required from now on from the script of packed modules, and packs at the end what was not in it. */
exports.install = () => {
  const stored = read(NAME);
  const functions = stored ? run(stored) : {};
  const { files = [], resolved = {} } = stored?.facts ?? {};
  const known = new Set(files);
  const added = [];

  Module._resolveFilename = function (request, parent, ...rest) {
    const from = parent?.filename ? dirname(parent.filename) : undefined;
    const target = resolved[from]?.[request];
    if (target !== undefined) return target;
    const file = stockResolve.call(this, request, parent, ...rest);
    if (from !== undefined && known.has(parent.filename) && file.endsWith('.js')) (resolved[from] ??= {})[request] = file;
    return file;
  };
  Module._extensions['.js'] = function (module, filename) {
    const body = functions[filename];
    if (body) {
      callModule(body, module, filename);
      return;
    }
    const isNew = !known.has(filename);
    known.add(filename);
    stockLoad(module, filename);
    if (isNew) added.push(filename);
  };
  process.on('exit', (status) => {
    if (status === 0 && added.length > 0) pack([...files, ...added], resolved);
  });
};
