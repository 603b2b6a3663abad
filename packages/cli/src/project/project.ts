import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';

/** A labcloud project: the folder with `cdktf.json`, and the files that labcloud keeps beside it. */
export class Project {
  /**
   * Finds the project at or above a folder.
   *
   * @throws UserError when no folder above has a `cdktf.json`
   */
  static find(from: string = process.cwd()): Project {
    for (let folder = resolve(from); ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'cdktf.json'))) {
        return new Project(folder);
      }
      if (folder === dirname(folder)) {
        throw new UserError(`There is no cdktf.json in ${resolve(from)} or any folder above it.`, 'Run labcloud inside a project.');
      }
    }
  }

  constructor(readonly directory: string) {}

  /** The folder that synth writes to. */
  get outputDirectory(): string {
    return join(this.directory, 'cdktf.out');
  }

  get manifestFile(): string {
    return join(this.outputDirectory, 'labcloud.json');
  }

  /** The folder of what belongs to this lab and to no commit: state, keys, facts, logs. Made with mode 0700. */
  get privateDirectory(): string {
    return this.ensure(join(this.directory, '.labcloud'));
  }

  get stateDirectory(): string {
    return this.ensure(join(this.privateDirectory, 'state'));
  }

  get logDirectory(): string {
    return this.ensure(join(this.privateDirectory, 'logs'));
  }

  get sshKeyFile(): string {
    return join(this.ensure(join(this.privateDirectory, 'ssh')), 'id_ed25519');
  }

  /** What the host can do, as probed by the host checks. */
  get hostFactsFile(): string {
    return join(this.privateDirectory, 'host.json');
  }

  /** What hosts and engines have, as `labcloud hosts` found it; committed. */
  get measuredHostsFile(): string {
    return join(this.directory, 'labcloud.hosts.json');
  }

  /** Which source was chosen for each provider and image. */
  get choicesFile(): string {
    return join(this.privateDirectory, 'choices.json');
  }

  /** The cache of images and providers, shared by every project of this user. */
  get cacheDirectory(): string {
    return this.ensure(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'));
  }

  /** The command that runs the app, from `cdktf.json`. */
  get appCommand(): string {
    const file = join(this.directory, 'cdktf.json');
    let app: unknown;
    try {
      app = (JSON.parse(readFileSync(file, 'utf8')) as { app?: unknown }).app;
    } catch (error) {
      throw new UserError(`${file} is not valid JSON: ${(error as Error).message}`);
    }
    if (typeof app !== 'string' || app.trim() === '') {
      throw new UserError(`${file}: 'app' must be the command that runs the app, got ${JSON.stringify(app)}.`);
    }
    return app;
  }

  private ensure(folder: string): string {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}
