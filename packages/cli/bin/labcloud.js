#!/usr/bin/env node
// Runs the command from what V8 compiled of it before: to compile it takes longer than most commands. Kept beside it where that can be written.
'use strict';
const { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { basename, dirname, join } = require('node:path');
const { Script } = require('node:vm');

const file = join(__dirname, '../dist/labcloud.js');
// Not the time of modification, which npm sets to the same for each version.
const { ctimeMs, size } = statSync(file);
const kept = file.replace(/js$/, `${Math.round(ctimeMs).toString(36)}-${size.toString(36)}.bin`);

function readKept() {
  try {
    return readFileSync(kept);
  } catch {
    return undefined;
  }
}

function keep(script) {
  const part = `${kept}.${process.pid}`;
  try {
    writeFileSync(part, '');
    writeFileSync(part, script.createCachedData());
    renameSync(part, kept);
    for (const other of readdirSync(dirname(kept))) {
      if (other.endsWith('.bin') && other !== basename(kept)) rmSync(join(dirname(kept), other), { force: true });
    }
  } catch {
    // Where it cannot be kept, only time is lost.
  }
}

const cachedData = readKept();
const script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
if (cachedData === undefined || script.cachedDataRejected) process.on('exit', () => keep(script));
const command = new Module(file, module);
command.filename = file;
command.paths = Module._nodeModulePaths(dirname(file));
script.runInThisContext().call(command.exports, command.exports, (request) => command.require(request), command, file, dirname(file));
command.exports.main(process.argv);
