// The machine code of guest.s; a test assembles the source again and compares.
const CODE = [
  '+vwxwI7YjtC8AHywUubp5JIMAuaSZg8BFpB9DyDADAEPIsDqKHwIAGa4EACO2I7AjtCwUObpMcC/AIAAALkALAAA86vHBQAAAQADEAEAxwUAEAEAAyAB',
  'AL8AIAEAuIMAAACJB4PHCAUAACAAPQAAAARy7w8g4AwgDyLguAAAAQAPIti5gAAAwA8yZg0AAQ8wDyDADQAAAIAPIsDqonwAABgAsEzm6ccEJeCAAABK',
  'fQAAxwQlAIIAAGN9AABmxwQl4oAAABgAZscEJQKCAAAYAGbHBCXkgAAAAI5mxwQlBIIAAACODwEcJZZ9AADHBCUAAAAEAQAAALBG5um/AAAAAbkAAEAA',
  '80irsE3m6bmAhB4A/8l1/LBD5umwEeYgsCDmIbAE5iGwAeYhsP7mIbA05kOwqeZAsATmQPv0+rBF5umwKma6AQXu9Ov9xwQlACEBAIMAAAQPATwlAAAA',
  'BEiDxAhIz7BU5umwIOYgSM8PHwAAAAAAAAAAAP//AAAAms8A//8AAACSzwD//wAAAJqvAB8AcH0AAP8CAIA=',
];

const SECTOR = 512;
const BOOT_SIGNATURE = 0xaa55;

/** What each letter that the guest writes says it has reached. */
export const GUEST_STAGES: Readonly<Record<string, string>> = {
  R: 'real mode',
  P: 'protected mode',
  L: '64-bit paging',
  F: 'a repaired page fault',
  M: 'writing memory',
  C: 'counting',
  T: 'a timer interrupt',
  E: 'its end',
};

/** The boot sector of the guest that shows whether a machine would run. */
export function guestBootSector(): Buffer {
  const sector = Buffer.alloc(SECTOR);
  Buffer.from(CODE.join(''), 'base64').copy(sector);
  sector.writeUInt16LE(BOOT_SIGNATURE, SECTOR - 2);
  return sector;
}
