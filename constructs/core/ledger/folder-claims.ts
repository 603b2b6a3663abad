import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';

const REMEDY = 'give each pool a folder of its own';

/** Who has taken which folder of which computer. */
export class FolderClaims {
  private readonly holders = new Map<string, Map<string, IConstruct>>();

  /** @throws ConfigError if it is somebody else's, or one of the two is within the other */
  claim(path: string, computer: string, claimant: IConstruct): void {
    const holders = this.holders.get(computer) ?? new Map<string, IConstruct>();
    for (const [folder, holder] of holders) {
      if (folder === path) {
        throw new ConfigError(claimant, `the folder '${path}' on ${computer} is already taken by ${holder.node.path}: ${REMEDY}`);
      }
      if (path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`)) {
        throw new ConfigError(
          claimant,
          `the folder '${path}' on ${computer} and '${folder}' of ${holder.node.path} lie within each other: ${REMEDY}`,
        );
      }
    }
    holders.set(path, claimant);
    this.holders.set(computer, holders);
  }
}
