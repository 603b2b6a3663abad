// Scripts that were made of files, kept until one of these changes. A store that cannot be read or written only costs time.
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(process.cwd(), 'node_modules', '.cache', 'labcloud');

/** What an installer cannot set: it gives every version of a file the same time of modification. */
function stampOf(file) {
  const { ctimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return [file, ctimeMs, size];
}

function isSame([file, changed, size]) {
  const [, now, length] = stampOf(file);
  return now !== undefined && now === changed && length === size;
}

function tryTo(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function replace(file, content) {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, content);
  renameSync(part, file);
}

/** The script of that name, unless it is unknown or what it was made of has changed. */
exports.read = (name) =>
  tryTo(() => {
    const { script, length, stamps, facts } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    if (!stamps.every(isSame)) return undefined;
    const file = join(folder, script);
    const code = readFileSync(file, 'utf8');
    return code.length === length ? { file, code, facts } : undefined;
  });

/** Keeps a script, the files that it was made of, and facts about it; files beside it are named by their extension. */
exports.write = (name, { code, files, facts, beside = {} }) =>
  tryTo(() => {
    mkdirSync(folder, { recursive: true });
    const base = `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}`;
    for (const [extension, content] of Object.entries({ js: code, ...beside })) replace(join(folder, `${base}.${extension}`), content);
    replace(join(folder, `${name}.json`), JSON.stringify({ script: `${base}.js`, length: code.length, stamps: files.map(stampOf), facts }));
    for (const other of readdirSync(folder)) {
      if (other.startsWith(`${name}-`) && !other.startsWith(base)) rmSync(join(folder, other), { force: true });
    }
    removeOrphans();
  });

/** What was made of a file that is no more, such as the script of an app that was deleted. */
function removeOrphans() {
  for (const entry of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const { stamps } = tryTo(() => JSON.parse(readFileSync(join(folder, entry), 'utf8'))) ?? {};
    if (stamps?.[0] && stampOf(stamps[0][0])[1] !== undefined) continue;
    const name = entry.slice(0, -'.json'.length);
    for (const file of readdirSync(folder)) {
      if (file === entry || file.startsWith(`${name}-`)) rmSync(join(folder, file), { force: true });
    }
  }
}

/** Reads a file beside a stored script. */
exports.readBeside = (file, extension, encoding) => tryTo(() => readFileSync(file.replace(/js$/, extension), encoding));

/** Writes a file beside a stored script. */
exports.writeBeside = (file, extension, content) => tryTo(() => replace(file.replace(/js$/, extension), content));
