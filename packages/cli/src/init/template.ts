import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What the files of a new project say about it. */
export interface ProjectNames {
  /** The project's name, that of its folder. */
  readonly name: string;
  /** The lab's id. */
  readonly id: string;
}

/** A file of a new project. */
export interface ProjectFile {
  /** Relative to the project. */
  readonly path: string;
  readonly content: string;
}

/** npm takes files of this name for its own. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** The files of a new project beside its `package.json`. */
export function templateFiles(names: ProjectNames): ProjectFile[] {
  const folder = templateFolder();
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const path = relative(folder, file).split(sep).join('/');
      const content = readFileSync(file, 'utf8').replace(/\{\{(id|name)\}\}/g, (_, key: keyof ProjectNames) => names[key]);
      return { path: RENAMED[path] ?? path, content };
    });
}

/** Beside the folder of the bundle, or of the sources. */
function templateFolder(): string {
  const found = ['../template', '../../template'].map((path) => join(__dirname, path)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`the template of projects is missing beside ${__dirname}: install labcloud again`);
  }
  return found;
}
