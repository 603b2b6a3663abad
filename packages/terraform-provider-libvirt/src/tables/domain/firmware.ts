import { list, object, type Rows, text } from '../row';
import { stringAt } from '../value';

const yesOrNo = ['yes', 'no'] as const;

/** What starts the machine before its system does: attributes of `os`. libvirt keeps what it chose for them with the machine. */
export const firmware: Rows = {
  firmware: text('Kind of firmware, of which libvirt chooses a fitting one; a BIOS when left out.', {
    place: '@firmware',
    oneOf: ['bios', 'efi'],
  }),
  firmware_info: object('What the chosen firmware must offer.', {
    place: 'firmware',
    chosenByLibvirt: true,
    rows: {
      features: list('Single features.', {
        place: 'feature',
        extra: 'ignore',
        key: (feature) => stringAt(feature, 'name'),
        rows: {
          name: text('Name.', { place: '@name', oneOf: ['secure-boot', 'enrolled-keys'] }),
          enabled: text('Whether it must be there, or must not.', { place: '@enabled', oneOf: yesOrNo }),
        },
      }),
    },
  }),
  loader: text('Path of the firmware, instead of one that libvirt chooses.', { place: 'loader', chosenByLibvirt: true }),
  loader_readonly: text('Whether the guest cannot write to it.', { place: 'loader@readonly', chosenByLibvirt: true, oneOf: yesOrNo }),
  loader_secure: text('Whether it enforces Secure Boot; needs `features.smm`.', {
    place: 'loader@secure',
    chosenByLibvirt: true,
    oneOf: yesOrNo,
  }),
  loader_type: text('`rom`, or `pflash` for UEFI.', { place: 'loader@type', chosenByLibvirt: true, oneOf: ['rom', 'pflash'] }),
  nv_ram: object('The variables of UEFI, made from a template at the first start and kept until the machine is destroyed.', {
    place: 'nvram',
    chosenByLibvirt: true,
    rows: {
      nv_ram: text('Path of the machine’s own file.', { place: '.', mode: 'required' }),
      template: text('Path of the template.', { place: '@template', chosenByLibvirt: true }),
    },
  }),
};
