// Says in stack traces where a line of an app's script comes from.
'use strict';
const { SourceMap } = require('node:module');
const { dirname, resolve } = require('node:path');

const maps = new Map();

function mapOf(entry) {
  const known = maps.get(entry);
  if (typeof known !== 'function') return known;
  const text = known();
  maps.set(entry, text ? new SourceMap(JSON.parse(text)) : undefined);
  return maps.get(entry);
}

function lineOf(frame) {
  const [entry, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  const { originalSource, originalLine, originalColumn } = mapOf(entry)?.findEntry(line - 1, column - 1) ?? {};
  if (originalSource === undefined) return String(frame);
  const source = `${resolve(dirname(entry), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
  return String(frame).replace(`${entry}:${line}:${column}`, () => source);
}

function traceOf(error, frames) {
  return [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${lineOf(frame)}`)].join('\n');
}

/** Maps the lines of a script by a source map, which is asked for when a stack trace is. */
exports.mapLines = (entry, map) => {
  maps.set(entry, map);
  Error.prepareStackTrace = traceOf;
};
