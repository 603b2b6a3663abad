import { readMachineMark } from '../../../../packages/cli/src/lab/machine-mark';

const domain = (metadata: string): string => `<domain type='qemu'><name>lab-web-1</name><metadata>${metadata}</metadata></domain>`;

describe('readMachineMark', () => {
  test('reads who a machine is and how to see that it serves, whatever the prefix', () => {
    const xml = domain(
      `<x:machine xmlns:x="https://labcloud.dev/xmlns/machine/1" lab="lab" name="web-1" path="lab/Host/Web1" user="debian" address="10.20.0.11"><x:probe kind="http" port="80" path="/"/></x:machine>`,
    );

    expect(readMachineMark(xml)).toEqual({
      lab: 'lab',
      name: 'web-1',
      path: 'lab/Host/Web1',
      user: 'debian',
      address: '10.20.0.11',
      probes: [{ kind: 'http', port: 80, path: '/' }],
    });
  });

  test.each([domain(''), domain('<machine xmlns="https://example.org/other" lab="lab"/>'), "<domain type='qemu'/>"])(
    'finds none in %s',
    (xml) => {
      expect(readMachineMark(xml)).toBeUndefined();
    },
  );
});
