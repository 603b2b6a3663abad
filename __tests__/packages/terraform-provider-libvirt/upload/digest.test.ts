import { createHash } from 'node:crypto';
import { DigestCheck, digestProblem } from '../../../../packages/terraform-provider-libvirt/src/upload/digest';

const content = Buffer.from('some content');
const digestOf = (algorithm: string) => `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;

describe('a digest', () => {
  test.each(['sha256', 'sha512'])('of %s passes the content that it was made of', (algorithm) => {
    const check = new DigestCheck(digestOf(algorithm));
    check.update(content.subarray(0, 4));
    check.update(content.subarray(4));
    expect(() => check.verify('http://x/y')).not.toThrow();
  });

  test('counts the zeros of a hole', () => {
    const check = new DigestCheck(`sha256:${createHash('sha256').update(content).update(Buffer.alloc(200_000)).digest('hex')}`);
    check.update(content);
    check.update({ hole: 200_000 });
    expect(() => check.verify('http://x/y')).not.toThrow();
  });

  test('may be written in capitals', () => {
    const check = new DigestCheck(digestOf('sha256').toUpperCase().replace('SHA256', 'sha256'));
    check.update(content);
    expect(() => check.verify('http://x/y')).not.toThrow();
  });

  test('that differs is an error with the address, both digests and the remedy', () => {
    const expected = `sha256:${'0'.repeat(64)}`;
    const check = new DigestCheck(expected);
    check.update(content);
    const parts = ['http://x/y', expected, digestOf('sha256'), 'Nothing of it was kept', 'write its digest'];
    expect(() => check.verify('http://x/y')).toThrow(new RegExp(parts.map((part) => `(?=.*${part})`).join('')));
  });

  test.each([
    ['', 'must be'],
    ['md5:abcd', 'must be'],
    ['sha256:xyz', 'must be'],
    ['sha256:abcd', '64 hexadecimal digits'],
    [`sha512:${'0'.repeat(64)}`, '128 hexadecimal digits'],
  ])('written as %j is refused', (text, problem) => {
    expect(digestProblem(text)).toContain(problem);
  });

  test.each([`sha256:${'a'.repeat(64)}`, `sha512:${'A'.repeat(128)}`])('written as %j is accepted', (text) => {
    expect(digestProblem(text)).toBeUndefined();
  });
});
