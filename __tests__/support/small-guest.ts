// The machine code of small-guest.s.
const CODE = 'ugIGuAAB7/v0ugAG7fbEAXQHugQGuAAg72a5HwAAALrQDGaJyGbvusQMZu26yAxmhcB0AmbvZkl55evM';

const SECTOR = 512;
const BOOT_SIGNATURE = 0xaa55;

/** The disk of a guest that powers off when it is asked by ACPI, and lets go of PCI devices: what a system does, in 512 bytes. */
export function smallGuest(): Buffer {
  const sector = Buffer.alloc(SECTOR);
  Buffer.from(CODE, 'base64').copy(sector);
  sector.writeUInt16LE(BOOT_SIGNATURE, SECTOR - 2);
  return sector;
}
