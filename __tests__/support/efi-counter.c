// A program for UEFI on QEMU's q35 that counts how often it was started, once in a variable of the firmware and once in a counter of the TPM, says
// both on the first serial port, and powers off when the power button is pressed. Its machine code in efi-counter.ts was made by
//   gcc -Os -fpie -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables -mno-red-zone -mno-sse -c efi-counter.c
//   ld --oformat binary -T efi-counter.ld efi-counter.o -o efi-counter.bin
// with efi-counter.ld: SECTIONS { . = 0; .all : { *(.first) *(.text*) *(.rodata*) } /DISCARD/ : { *(.comment) *(.note*) } }
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef __attribute__((ms_abi)) u64 (*Call)();
typedef struct { u32 a; u16 b, c; u8 d[8]; } Guid;

// Places of functions in the tables of UEFI.
enum { RUNTIME_SERVICES = 88, BOOT_SERVICES = 96, GET_VARIABLE = 72, SET_VARIABLE = 88, RESET_SYSTEM = 104, LOCATE_PROTOCOL = 320, SUBMIT_COMMAND = 24 };
enum { NON_VOLATILE_AT_BOOT = 3, SHUTDOWN = 2, PM_STATUS = 0x600, PM_ENABLE = 0x602, POWER_BUTTON = 0x100, SERIAL = 0x3f8 };

static const Guid OURS = { 0x5d0d6f52, 0x1b2c, 0x4e1a, { 0x9a, 0x51, 0x6c, 0x61, 0x62, 0x63, 0x6c, 0x64 } };
static const Guid TCG2 = { 0x607f766c, 0x7455, 0x42be, { 0x93, 0x0b, 0xe4, 0xd7, 0x6d, 0xb2, 0x72, 0x0f } };
static const u16 NAME[] = { 'B', 'o', 'o', 't', 's', 'S', 'e', 'e', 'n', 0 };

#define BE16(x) (u8)((x) >> 8), (u8)(x)
#define BE32(x) BE16((x) >> 16), BE16(x)
#define INDEX BE32(0x01800100)
// With a password that is empty.
#define SESSION BE32(9), BE32(0x40000009), 0, 0, 0, 0, 0
static const u8 DEFINE[] = { BE16(0x8002), BE32(45), BE32(0x12a), BE32(0x40000001), SESSION, 0, 0, BE16(14), INDEX, BE16(0xb), BE32(0x02040014), 0, 0, BE16(8) };
static const u8 INCREMENT[] = { BE16(0x8002), BE32(31), BE32(0x134), INDEX, INDEX, SESSION };
static const u8 READ[] = { BE16(0x8002), BE32(35), BE32(0x14e), INDEX, INDEX, SESSION, BE16(8), 0, 0 };
enum { LAST_OF_COUNTER = 23 };

static inline void out8(u16 port, u8 value) { __asm__ volatile("outb %0,%1" : : "a"(value), "Nd"(port)); }
static inline void out16(u16 port, u16 value) { __asm__ volatile("outw %0,%1" : : "a"(value), "Nd"(port)); }
static inline u8 in8(u16 port) { u8 value; __asm__ volatile("inb %1,%0" : "=a"(value) : "Nd"(port)); return value; }
static inline u16 in16(u16 port) { u16 value; __asm__ volatile("inw %1,%0" : "=a"(value) : "Nd"(port)); return value; }

static inline Call at(void *table, u64 place) { return *(Call *)((u8 *)table + place); }

static void say(const char *text) {
  for (; *text; text++) {
    while (!(in8(SERIAL + 5) & 0x20));
    out8(SERIAL, *text);
  }
}

static void sayCount(const char *what, u8 count) {
  char digit[2] = { count < 10 ? '0' + count : '+', 0 };
  say(what);
  say(digit);
}

static u8 countVariable(void *runtime) {
  u8 count = 0;
  u64 size = 1;
  at(runtime, GET_VARIABLE)(NAME, &OURS, (u32 *)0, &size, &count);
  count++;
  at(runtime, SET_VARIABLE)(NAME, &OURS, (u64)NON_VOLATILE_AT_BOOT, (u64)1, &count);
  return count;
}

static u8 countTpm(void *boot) {
  void *tpm = 0;
  u8 answer[64];
  if (at(boot, LOCATE_PROTOCOL)(&TCG2, (void *)0, &tpm) != 0) return 0;
  Call submit = at(tpm, SUBMIT_COMMAND);
  answer[LAST_OF_COUNTER] = 0;
  submit(tpm, (u64)sizeof DEFINE, DEFINE, (u64)sizeof answer, answer);
  submit(tpm, (u64)sizeof INCREMENT, INCREMENT, (u64)sizeof answer, answer);
  submit(tpm, (u64)sizeof READ, READ, (u64)sizeof answer, answer);
  return answer[LAST_OF_COUNTER];
}

__attribute__((section(".first"), ms_abi)) u64 start(void *image, void *system) {
  void *runtime = *(void **)((u8 *)system + RUNTIME_SERVICES);
  void *boot = *(void **)((u8 *)system + BOOT_SERVICES);
  sayCount("\r\nstarts in the firmware: ", countVariable(runtime));
  sayCount(", in the TPM: ", countTpm(boot));
  say(".\r\n");
  out16(PM_ENABLE, POWER_BUTTON);
  while (!(in16(PM_STATUS) & POWER_BUTTON)) __asm__ volatile("pause");
  at(runtime, RESET_SYSTEM)((u64)SHUTDOWN, (u64)0, (u64)0, (void *)0);
  return 0;
}
