/* SPDX-License-Identifier: MIT */
/* The first process of every guest, guests/init/init.c, as the Makefile has linked it. */
#include "harness/guests/initramfs.h"

__asm__(".section .rodata\n"
	".global nb_guest_init\n"
	".balign 16\n"
	"nb_guest_init:\n"
	".incbin \"harness/guests/init.bin\"\n"
	"1:\n"
	".global nb_guest_init_bytes\n"
	".balign 8\n"
	"nb_guest_init_bytes: .quad 1b - nb_guest_init\n"
	".previous\n");
