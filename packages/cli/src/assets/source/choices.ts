import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../../errors';
import type { AssetSource } from '../asset';

/** Where the Docker provider comes from on this machine. */
export interface DockerProviderChoice {
  readonly source: 'registry' | 'built';
  readonly version: string;
  /** The built executable; absent when Terraform gets it from its registry. */
  readonly path?: string;
}

interface Content {
  images?: Record<string, AssetSource>;
  dockerProvider?: DockerProviderChoice;
}

/** The choices that labcloud made for this machine and keeps to: `.labcloud/choices.json`. */
export class Choices {
  constructor(private readonly file: string) {}

  /** The source that an image was made from last. */
  image(id: string): AssetSource | undefined {
    return this.read().images?.[id];
  }

  /** Where the Docker provider came from last. */
  get dockerProvider(): DockerProviderChoice | undefined {
    return this.read().dockerProvider;
  }

  recordImage(id: string, source: AssetSource): void {
    const content = this.read();
    if (content.images?.[id] !== source) {
      this.write({ ...content, images: { ...content.images, [id]: source } });
    }
  }

  recordDockerProvider(choice: DockerProviderChoice): void {
    const content = this.read();
    if (JSON.stringify(content.dockerProvider) !== JSON.stringify(choice)) {
      this.write({ ...content, dockerProvider: choice });
    }
  }

  private read(): Content {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return {};
      }
      throw error;
    }
    try {
      return JSON.parse(text) as Content;
    } catch (error) {
      throw new UserError(`${this.file} is not valid JSON: ${(error as Error).message}`, 'Delete it: labcloud chooses again.');
    }
  }

  // Reading, merging and renaming happen without a pause, so steps that run side by side do not lose each other's choice.
  private write(content: Content): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.file}.new`, `${JSON.stringify(content, undefined, 2)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
