# The smallest guest that shows whether a machine would run: from real mode to 64-bit paging, then what every kernel
# does there: a page fault that its handler repairs, memory written, a loop, and a timer interrupt that ends a halt.
# Each stage writes one letter to the debug console (port 0xe9); the end is 0x2a at isa-debug-exit (QEMU exits with 85).
# Assemble: as guest.s -o guest.o && ld -Ttext 0x7c00 --oformat binary -o guest.bin guest.o

        .set    LETTERS, 0xe9
        .set    EXIT, 0x501
        .set    IDT, 0x8000
        .set    PML4, 0x10000           # then one PDPT and one page directory, a page each
        .set    DIRECTORY, PML4 + 0x2000
        .set    MAPPED, 0x4000000       # 64 MiB are mapped at first; the page above is left for the fault

        .code16
        .globl  _start
_start: cli
        cld
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7c00, %sp
        movb    $'R', %al               # real mode
        outb    %al, $LETTERS
        inb     $0x92, %al              # address line 20
        orb     $2, %al
        outb    %al, $0x92
        lgdtl   gdt_register
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmp    $0x08, $protected

        .code32
protected:
        movw    $0x10, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movb    $'P', %al               # protected mode
        outb    %al, $LETTERS
        xorl    %eax, %eax
        movl    $IDT, %edi
        movl    $(DIRECTORY + 0x1000 - IDT) / 4, %ecx
        rep stosl
        movl    $PML4 + 0x1003, PML4
        movl    $DIRECTORY + 3, PML4 + 0x1000
        movl    $DIRECTORY, %edi
        movl    $0x83, %eax             # present, writable, 2 MiB
1:      movl    %eax, (%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        cmpl    $MAPPED, %eax
        jb      1b
        movl    %cr4, %eax
        orb     $0x20, %al              # PAE
        movl    %eax, %cr4
        movl    $PML4, %eax
        movl    %eax, %cr3
        movl    $0xc0000080, %ecx       # EFER
        rdmsr
        orw     $0x100, %ax             # long mode
        wrmsr
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
        ljmp    $0x18, $long

        .code64
long:   movb    $'L', %al               # 64 bits with paging
        outb    %al, $LETTERS
        movl    $fault, IDT + 14 * 16
        movl    $timer, IDT + 32 * 16
        movw    $0x18, IDT + 14 * 16 + 2
        movw    $0x18, IDT + 32 * 16 + 2
        movw    $0x8e00, IDT + 14 * 16 + 4
        movw    $0x8e00, IDT + 32 * 16 + 4
        lidt    idt_register
        movl    $1, MAPPED
        movb    $'F', %al               # fault repaired
        outb    %al, $LETTERS
        movl    $0x1000000, %edi
        movl    $0x2000000 / 8, %ecx
        rep stosq
        movb    $'M', %al               # memory written
        outb    %al, $LETTERS
        movl    $2000000, %ecx
1:      decl    %ecx
        jnz     1b
        movb    $'C', %al               # counted
        outb    %al, $LETTERS
        movb    $0x11, %al              # interrupt controller: vectors from 32, only the timer
        outb    %al, $0x20
        movb    $0x20, %al
        outb    %al, $0x21
        movb    $0x04, %al
        outb    %al, $0x21
        movb    $0x01, %al
        outb    %al, $0x21
        movb    $0xfe, %al
        outb    %al, $0x21
        movb    $0x34, %al              # timer: 1 ms
        outb    %al, $0x43
        movb    $0xa9, %al
        outb    %al, $0x40
        movb    $0x04, %al
        outb    %al, $0x40
        sti
        hlt
        cli
        movb    $'E', %al               # end
        outb    %al, $LETTERS
        movb    $0x2a, %al
        movw    $EXIT, %dx
        outb    %al, %dx
2:      hlt
        jmp     2b

fault:  movl    $MAPPED + 0x83, DIRECTORY + MAPPED / 0x200000 * 8
        invlpg  MAPPED
        addq    $8, %rsp
        iretq

timer:  movb    $'T', %al               # timer interrupt
        outb    %al, $LETTERS
        movb    $0x20, %al
        outb    %al, $0x20
        iretq

        .balign 8
gdt:    .quad   0
        .quad   0x00cf9a000000ffff      # 32-bit code
        .quad   0x00cf92000000ffff      # data
        .quad   0x00af9a000000ffff      # 64-bit code
gdt_register:
        .word   gdt_register - gdt - 1
        .long   gdt
idt_register:
        .word   48 * 16 - 1
        .quad   IDT
        .org    510
        .word   0xaa55
