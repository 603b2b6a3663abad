/** Whether a provider was started by hand to serve until it is interrupted. */
export function isDebugged(args: readonly string[]): boolean {
  return args.includes('--debug');
}
