const HEADER = 0x200;
const PAGE = 0x1000;
const PE = 0x40;
const OPTIONAL = PE + 24;
const SECTIONS = OPTIONAL + 0xf0;

// Sends the text behind it to the first serial port, byte by byte, and stops:
// lea rsi,[text]; next: lodsb; test al,al; jz end; mov bl,al; mov dx,0x3fd; wait: in al,dx; test al,0x20; jz wait; mov al,bl;
// mov dx,0x3f8; out dx,al; jmp next; end: hlt; jmp end
const CODE = '488d351c000000ac84c0741488c366bafd03eca82074fb88d866baf803eeebe7f4ebfd';

/** A program for UEFI that says a text on the first serial port and stops. */
export function efiProgram(text: string): Buffer {
  return efiImage(Buffer.concat([Buffer.from(CODE, 'hex'), Buffer.from(`${text}\0`, 'latin1')]));
}

/** Machine code, at most 4 KiB that begin with its entry point, as a program for UEFI. Nobody has signed it. */
export function efiImage(code: Buffer): Buffer {
  const file = Buffer.alloc(HEADER + PAGE);
  code.copy(file, HEADER);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(PE, 0x3c);
  file.write('PE\0\0', PE, 'latin1');
  file.writeUInt16LE(0x8664, PE + 4); // x86-64
  file.writeUInt16LE(1, PE + 6); // sections
  file.writeUInt16LE(0xf0, PE + 20); // size of the optional header
  file.writeUInt16LE(0x222, PE + 22); // an executable
  file.writeUInt16LE(0x20b, OPTIONAL); // PE32+
  file.writeUInt32LE(PAGE, OPTIONAL + 4); // size of the code
  file.writeUInt32LE(PAGE, OPTIONAL + 16); // entry point
  file.writeUInt32LE(PAGE, OPTIONAL + 20); // base of the code
  file.writeUInt32LE(PAGE, OPTIONAL + 32); // alignment of sections
  file.writeUInt32LE(HEADER, OPTIONAL + 36); // alignment in the file
  file.writeUInt32LE(2 * PAGE, OPTIONAL + 56); // size of the image
  file.writeUInt32LE(HEADER, OPTIONAL + 60); // size of the headers
  file.writeUInt16LE(10, OPTIONAL + 68); // a program for UEFI
  file.writeUInt32LE(16, OPTIONAL + 108); // data directories, all empty
  file.write('.text', SECTIONS, 'latin1');
  file.writeUInt32LE(PAGE, SECTIONS + 8); // size in memory
  file.writeUInt32LE(PAGE, SECTIONS + 12); // place in memory
  file.writeUInt32LE(PAGE, SECTIONS + 16); // size in the file
  file.writeUInt32LE(HEADER, SECTIONS + 20); // place in the file
  file.writeUInt32LE(0x60000020, SECTIONS + 36); // code, readable and executable
  return file;
}
