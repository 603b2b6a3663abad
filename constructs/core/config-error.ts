import type { IConstruct } from 'constructs';

/** A mistake in the configuration, located by construct path. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /**
   * @param scope where the mistake is
   * @param problem the quoted prop, the rule, the value received and what to do about it
   */
  constructor(scope: IConstruct, problem: string) {
    super(scope.node.path === '' ? problem : `${scope.node.path}: ${problem}`);
  }
}
