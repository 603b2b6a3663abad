/** As little of a kernel as QEMU takes for one: the header of Linux's boot protocol 2.2. It does nothing. */
export function idleKernel(): Buffer {
  const image = Buffer.alloc(16 * 1024);
  image.writeUInt8(4, 0x1f1);
  image.writeUInt16LE(0xaa55, 0x1fe);
  image.write('HdrS', 0x202);
  image.writeUInt16LE(0x0202, 0x206);
  image.writeUInt8(1, 0x211);
  return image;
}
