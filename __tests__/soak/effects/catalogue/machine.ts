import { trial, type Trial, type Values } from '../trial';

const VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd';
const CODE = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const SECURE = '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd';

/** A guest that nobody can ask to shut down. */
const deaf: Values = { 'update.shutdown.timeout': 0 };
const pflash: Values = { ...deaf, 'os.loader': CODE, 'os.loader_type': 'pflash', 'os.loader_readonly': 'yes' };
const variables: Values = { 'os.nv_ram': { nv_ram: '{folder}/VARS', template: VARIABLES } };
const smm: Values = { 'features.smm.state': 'on' };
const kernel: Values = { ...deaf, 'os.kernel': '{kernel:1}' };
const model: Values = { 'cpu.mode': 'custom', 'cpu.match': 'exact', 'cpu.check': 'none', 'cpu.model': 'qemu64' };
const topology: Values = { vcpu: 4, 'cpu.mode': 'maximum', 'cpu.topology': { sockets: 1, cores: 4, threads: 1 } };

/** Everything of a machine but its devices. */
export const machine: Trial[] = [
  trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
  trial('uuid', '{uuid:1}', '{uuid:2}', { hand: 'none' }),
  trial('title', 'one', 'two'),
  trial('title', null, 'two'),
  trial('description', 'one', 'two'),
  trial('metadata.xml', '<x:a xmlns:x="urn:a">one</x:a>', '<x:a xmlns:x="urn:a">two</x:a>'),
  trial('memory', 64, 72),
  // The balloon of a running machine needs a guest that moves it.
  trial('current_memory', 56, 48, { with: { current_memory_unit: 'MiB' }, modes: ['stopped'] }),
  // Without a balloon a machine that runs has all of its memory, whatever its definition says.
  trial('current_memory', 56, 48, { with: { current_memory_unit: 'MiB', 'devices.mem_balloon.model': 'none' }, hand: 'none' }),
  trial('vcpu', 1, 2),
  trial('vcpu_current', 1, 2, { with: { vcpu: 3 } }),
  trial('vcpu_current', 3, 2, { with: { vcpu: 4 } }),
  trial('vcpu_current', null, 1, { with: { vcpu: 2 } }),
  trial('memory_backing.memory_source.type', 'anonymous', 'memfd'),
  trial('memory_backing.memory_access.mode', 'private', 'shared', { with: { 'memory_backing.memory_source.type': 'memfd' } }),
  trial('os.type_machine', 'pc-q35-7.1', 'pc-q35-7.2'),
  trial('os.boot_devices[1]', null, { dev: 'cdrom' }, { with: { 'os.boot_devices[0]': { dev: 'hd' } } }),
  trial('os.boot_devices[0].dev', 'hd', 'network', deafWith({})),
  trial('os.kernel', '{kernel:1}', '{kernel:2}', deafWith({})),
  trial('os.initrd', '{disk:one}', '{disk:two}', { with: kernel }),
  trial('os.cmdline', 'one', 'two', { with: kernel }),
  trial('os.firmware', null, 'efi', deafWith({})),
  trial('os.firmware_info.features[1]', null, { name: 'secure-boot', enabled: 'no' }, efiWith({ name: 'enrolled-keys', enabled: 'no' })),
  trial('os.firmware_info.features[0].enabled', 'no', 'yes', {
    ...efiWith({ name: 'enrolled-keys', enabled: 'no' }),
    modes: ['stopped'],
  }),
  trial('os.loader', CODE, SECURE, { with: { ...pflash, ...variables, ...smm } }),
  trial('os.loader_readonly', 'yes', 'no', { with: { ...pflash, ...variables }, modes: ['stopped'] }),
  trial('os.loader_secure', 'no', 'yes', { with: { ...pflash, ...variables, ...smm, 'os.loader': SECURE } }),
  trial('os.loader_type', 'rom', 'pflash', { with: { ...pflash, ...variables }, modes: ['stopped'], hand: 'none' }),
  trial('os.nv_ram.nv_ram', '{folder}/VARS', '{folder}/OTHER', { with: { ...pflash, ...variables } }),
  trial('os.nv_ram.template', VARIABLES, '/usr/share/OVMF/OVMF_VARS_4M.ms.fd', { with: { ...pflash, ...variables } }),
  trial('features.acpi', true, false, deafWith({})),
  trial('features.smm.state', 'on', 'off'),
  trial('features.pae', false, true),
  trial('features.apic', null, {}),
  trial('features.apic.eoi', 'off', 'on'),
  trial('cpu.mode', 'maximum', 'host-model', { modes: ['stopped'] }),
  trial('cpu.mode', 'maximum', 'custom', { along: { 'cpu.model': 'qemu64' } }),
  // When a machine starts, libvirt makes `minimum` into `exact` with all that the host has besides.
  trial('cpu.match', 'exact', 'strict', { with: model }),
  trial('cpu.check', 'none', 'partial', { with: model, modes: ['stopped'] }),
  trial('cpu.migratable', true, false, { with: { 'cpu.mode': 'maximum' } }),
  trial('cpu.model', 'qemu64', 'Nehalem', { with: { ...model } }),
  trial('cpu.topology.sockets', 1, 2, { with: topology, along: { 'cpu.topology.cores': 2 } }),
  trial('cpu.topology.dies', 1, 2, { with: topology, along: { 'cpu.topology.cores': 2 } }),
  trial('cpu.topology.threads', 1, 2, { with: topology, along: { 'cpu.topology.cores': 2 } }),
  trial('cpu.features[0]', null, { name: 'rdrand', policy: 'disable' }, { with: { 'cpu.mode': 'maximum' } }),
  trial('cpu.features[0].policy', 'disable', 'require', {
    with: { ...model, 'cpu.features[0]': { name: 'ssse3', policy: 'disable' } },
  }),
  trial('clock.offset', 'utc', 'localtime'),
  trial('clock.timer[0]', null, { name: 'hpet', present: 'no' }),
  trial('clock.timer[0].present', 'yes', 'no', { with: { 'clock.timer[0].name': 'hpet' } }),
  trial('clock.timer[0].tick_policy', 'delay', 'catchup', { with: { 'clock.timer[0].name': 'rtc' } }),
  trial('on_poweroff', 'destroy', 'restart'),
  trial('on_reboot', 'restart', 'destroy'),
  trial('on_crash', 'destroy', 'restart'),
  trial('running', true, false, { modes: ['running'], hand: 'start' }),
  trial('running', false, true, { modes: ['stopped'], hand: 'stop' }),
  trial('power', 'running', 'paused', { with: { running: null }, modes: ['running'], hand: 'resume' }),
  trial('power', 'stopped', 'running', { with: { running: null }, modes: ['stopped'], hand: 'stop' }),
  trial('autostart', false, true, { hand: 'autostart' }),
  trial('update.shutdown.timeout', 60, 61, { hand: 'none' }),
  trial('destroy.graceful', true, false, { hand: 'none' }),
  trial('destroy.shutdown.timeout', 10, 11, { hand: 'none' }),
];

function deafWith(more: Values): { with: Values } {
  return { with: { ...deaf, ...more } };
}

function efiWith(feature: Record<string, string>): { with: Values } {
  return deafWith({ 'os.firmware': 'efi', 'os.firmware_info.features[0]': feature });
}

/** What is not tried of that, and why. */
export const machineUntried: Record<string, string> = {
  type: 'without hardware virtualization there is emulation alone',
  'os.type': 'QEMU on this architecture has one kind of guest',
  'os.type_arch': 'needs the QEMU of another architecture',
  'os.firmware_info.features.name': 'tells the features apart: another name is another feature',
  'cpu.features.name': 'tells the features apart: another name is another feature',
  'clock.timer.name': 'tells the timers apart: another name is another timer',
};
