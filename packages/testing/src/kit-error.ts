/** A failed expectation. Its stack begins where the test is, so that Jest shows the test's own line. */
export abstract class KitError extends Error {
  constructor(message: string) {
    super(message);
    const [head = '', ...frames] = (this.stack ?? '').split(/\n(?= {4}at )/);
    this.stack = [head.replace(/^Error/, new.target.name), ...frames.filter((frame) => !frame.includes(__dirname))].join('\n');
  }
}
