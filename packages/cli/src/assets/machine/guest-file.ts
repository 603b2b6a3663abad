/** A file that a recipe puts into a machine image. */
export interface GuestFile {
  readonly path: string;
  readonly content: string;
  /** @default 0o644 */
  readonly mode?: number;
}
