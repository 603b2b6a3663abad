// The licences of packages whose code is in our files: most ask that their text goes with it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a package, as the path of one of its files begins. */
const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE = /^(licen[cs]e|copying|notice)/i;

/** The licences of all packages that bundles contain. @throws Error for one that has none */
export function noticesOf(root, metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = [...new Set(inputs.map((input) => FOLDER.exec(input)?.[0]).filter((folder) => folder !== undefined))].sort();
  const parts = folders.map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (!license) throw new Error(`${folder} says nothing about its licence`);
    const texts = readdirSync(join(root, folder)).filter((file) => LICENCE.test(file) && existsSync(join(root, folder, file)));
    const by = typeof author === 'string' ? author : (author?.name ?? '');
    return [
      `${name} ${version} (${license})${by ? `, ${by}` : ''}`,
      ...texts.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()),
    ].join('\n\n');
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `The files of labcloud contain code of these packages, under their own licences.${line}${parts.join(line)}\n`;
}
