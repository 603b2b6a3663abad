# A guest of 512 bytes that does what ACPI asks of it: it powers off when the power button is pressed, and lets go of PCI devices.
# Ports of QEMU's q35: power management 0x600 (events, enabled at 0x602, control at 0x604), PCI hot-plugging 0xcc0 (+4 who shall go, +8 eject, +16 which bridge).
.code16
.globl _start
_start:
  mov $0x602,%dx
  mov $0x0100,%ax
  out %ax,%dx
  sti
again:
  hlt
  mov $0x600,%dx
  in %dx,%ax
  test $1,%ah
  jz pci
  mov $0x604,%dx
  mov $0x2000,%ax
  out %ax,%dx
pci:
  mov $31,%ecx
slot:
  mov $0x0cd0,%dx
  mov %ecx,%eax
  out %eax,%dx
  mov $0x0cc4,%dx
  in %dx,%eax
  mov $0x0cc8,%dx
  test %eax,%eax
  jz next
  out %eax,%dx
next:
  dec %ecx
  jns slot
  jmp again
