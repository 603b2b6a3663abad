import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  domainTable,
  networkTable,
  poolTable,
  type Item,
  readTable,
  type Table,
  volumeTable,
} from '../../../packages/terraform-provider-libvirt/src/tables';
import { readXml, writeXml, type XmlElement, XmlError } from '../../../packages/terraform-provider-libvirt/src/xml';
import { type FuzzTarget, fuzzTarget, onlyThrows } from './fuzz-target';
import { spoiled } from './mutation';

const DOCUMENTS: [Table, string][] = [
  [
    domainTable,
    `<domain type='kvm' id='7'><name>lab-web-1</name><uuid>6d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d11</uuid><title>t&amp;t</title>
<metadata><lab:machine xmlns:lab="https://labcloud.dev/xmlns/machine/1" lab="lab"><lab:probe kind="http" port="80"/></lab:machine></metadata>
<memory unit='KiB'>1048576</memory><currentMemory unit='KiB'>1048576</currentMemory><vcpu placement='static' current='1'>4</vcpu>
<os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os><features><acpi/><apic/></features>
<cpu mode='host-passthrough' check='none'><topology sockets='1' dies='1' cores='4' threads='1'/></cpu><clock offset='utc'/>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash><devices>
<disk type='volume' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/><source pool='lab-pool' volume='web.qcow2'/><target dev='vda' bus='virtio'/><boot order='1'/></disk>
<interface type='network'><mac address='52:54:00:c9:01:05'/><source network='lab-lan' portid='x'/><model type='virtio'/><link state='up'/></interface>
<serial type='pty'><target type='isa-serial' port='0'/></serial><console type='pty'><target type='serial' port='0'/></console>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><controller type='pci' index='1' model='pcie-root-port'/>
<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/><video><model type='virtio'/></video><memballoon model='virtio'/>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices></domain>`,
  ],
  [
    networkTable,
    `<network connections='1'><name>lab-lan</name><uuid>1c1a5a8e-4a51-5c0e-9f43-6d1f0c9b7c01</uuid><forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
<bridge name='lab1a2b3c4d' stp='on' delay='0'/><mtu size='1500'/><mac address='52:54:00:aa:bb:cc'/><domain name='lab.internal' localOnly='yes'/>
<dns><host ip='10.20.0.11'><hostname>web</hostname></host><forwarder addr='1.1.1.1'/></dns>
<ip address='10.20.0.1' prefix='24'><dhcp><range start='10.20.0.100' end='10.20.0.200'/><host mac='52:54:00:c9:01:05' name='web' ip='10.20.0.11'/></dhcp></ip></network>`,
  ],
  [
    poolTable,
    `<pool type='dir'><name>lab-pool</name><uuid>ad476e8a-2a8f-5a5e-ba5d-8ed9e9b36267</uuid><capacity unit='bytes'>100</capacity><allocation unit='bytes'>1</allocation>
<available unit='bytes'>99</available><source/><target><path>/srv</path><permissions><mode>0711</mode><owner>0</owner><group>0</group></permissions></target></pool>`,
  ],
  [
    volumeTable,
    `<volume type='file'><name>web.qcow2</name><key>/srv/web.qcow2</key><capacity unit='bytes'>10737418240</capacity><allocation unit='bytes'>200704</allocation>
<physical unit='bytes'>196616</physical><target><path>/srv/web.qcow2</path><format type='qcow2'/><permissions><mode>0600</mode></permissions><compat>1.1</compat></target>
<backingStore><path>/srv/debian.qcow2</path><format type='qcow2'/></backingStore></volume>`,
  ],
];

const document = fc.constantFrom(...DOCUMENTS);
const pieces = fc.constantFrom(
  '<',
  '>',
  '</',
  '/>',
  '<a>',
  '</a>',
  '&',
  '&#0;',
  '&#x110000;',
  '&lt;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?x',
  '<!DOCTYPE d [',
  ' a="',
  "'",
  '\u0000',
  '\ud800',
  'xmlns:lab=""',
  '-1',
  '1e999',
  '99999999999999999999',
  'NaN',
);
const spliced = fc
  .tuple(document, fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), pieces), { minLength: 1, maxLength: 4 }))
  .map(([[table, text], splices]): [Table, string] => [
    table,
    splices.reduce((spoilt, [at, piece]) => {
      const start = Math.floor(at * spoilt.length);
      return spoilt.slice(0, start) + piece + spoilt.slice(start);
    }, text),
  ]);
const damaged = document.chain(([table, text]) =>
  spoiled(fc.constant(Buffer.from(text))).map((bytes): [Table, string] => [table, bytes.toString('utf8')]),
);
const hostile = fc.oneof(spliced, damaged);

/** What libvirt's XML is read with. */
export const xmlTargets: readonly FuzzTarget[] = [
  fuzzTarget(
    'XML is read as it would be written, or refused',
    fc.property(hostile, ([, text]) => {
      let tree: XmlElement | undefined;
      onlyThrows([XmlError], () => (tree = readXml(text)));
      return tree === undefined || isDeepStrictEqual(readXml(writeXml(tree)), tree);
    }),
  ),
  fuzzTarget(
    'XML of an object is read by its table, or refused',
    fc.property(hostile, fc.constantFrom('managed' as const, 'everything' as const), ([table, text], mode) => {
      let item: Item | undefined;
      onlyThrows([XmlError], () => (item = readTable(table, text, {}, mode)));
      // What was read says all that a second look at the same would.
      return item === undefined || isDeepStrictEqual(readTable(table, text, item, mode), item);
    }),
  ),
];
