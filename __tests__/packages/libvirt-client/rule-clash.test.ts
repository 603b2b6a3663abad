import { ErrorCode, LibvirtError, settingRules } from '@labcloud/libvirt-client';

const clash = new LibvirtError(
  ErrorCode.INTERNAL_ERROR,
  'internal error: Failed to apply firewall rules /usr/sbin/ebtables --concurrent -t nat -A J-vnet1-mac -j DROP: RULE_DELETE failed',
);

/** Fails with these errors in turn, then succeeds. */
function step(...errors: Error[]): jest.Mock<Promise<string>, []> {
  return jest.fn(() => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve('done');
  });
}

describe('what makes libvirt set rules of the packet filter', () => {
  test('is done again when they clashed with those of another program', async () => {
    const work = step(clash, clash);
    await expect(settingRules(work)).resolves.toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
  });

  test('is given up after four tries', async () => {
    const work = step(clash, clash, clash, clash);
    await expect(settingRules(work)).rejects.toBe(clash);
    expect(work).toHaveBeenCalledTimes(4);
  });

  test.each([
    ['libvirt', new LibvirtError(ErrorCode.INTERNAL_ERROR, 'internal error: no such machine type')],
    ['something else', new Error('Failed to apply firewall rules')],
  ])('is done once when %s failed for another reason', async (_who, error) => {
    const work = step(error);
    await expect(settingRules(work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
