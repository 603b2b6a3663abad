import { LabStack, libvirt, Secret, Size } from '../../../constructs';
import { only, testLab } from '../../helpers/lab';

const GIBIBYTE = Size.gibibytes(1);

describe('an encrypted volume', () => {
  test('names a secret of libvirt that takes its value from the program’s, and so does the disk of its machine', () => {
    const lab = testLab();
    const encryptionKey = Secret.generated(lab.stack, 'DataKey', { version: 2 });
    lab.addMachine('Web').attach(lab.pool.addVolume('Data', GIBIBYTE, { encryptionKey }));
    const json = lab.synth();
    const [id] = Object.keys(json.resource['libvirt_secret'] ?? {});
    const uuid = `\${libvirt_secret.${id ?? ''}.uuid}`;

    expect(only(json, 'libvirt_secret')).toMatchObject({
      usage: { type: 'volume', volume: '/var/lib/labcloud/test/lab-pool-data.qcow2' },
      value_wo: '${var.secret_data_key}',
      value_wo_version: '2',
    });
    expect(Object.values(json.resource['libvirt_volume'] ?? {})).toContainEqual(
      expect.objectContaining({
        name: 'lab-pool-data.qcow2',
        target: { format: { type: 'qcow2' }, encryption: { format: 'luks', secret: { type: 'passphrase', uuid } } },
      }),
    );
    const { disks } = only(json, 'libvirt_domain')['devices'] as { disks: unknown[] };
    expect(disks).toContainEqual(expect.objectContaining({ encryption: { format: 'luks', secrets: [{ type: 'passphrase', uuid }] } }));
  });

  test('is refused with a secret of another stack', () => {
    const lab = testLab();
    const encryptionKey = Secret.generated(new LabStack(lab.app, 'other'), 'Key');
    expect(() => lab.pool.addVolume('Data', GIBIBYTE, { encryptionKey })).toThrow(
      'lab/Host/Pool/Data/Key: must be made from a secret of its own stack, got other/Key',
    );
  });

  test('is refused with an image in it', () => {
    const lab = testLab();
    const encryptionKey = Secret.generated(lab.stack, 'Key');
    const image = libvirt.CloudImage.DEBIAN_12;
    // @ts-expect-error -- for those who write JavaScript
    expect(() => new libvirt.Volume(lab.host, 'Root', { pool: lab.pool, image, encryptionKey })).toThrow(
      "lab/Host/Root: 'encryptionKey' is for an empty disk in a folder",
    );
  });
});
