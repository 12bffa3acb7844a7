/* SPDX-License-Identifier: MIT */
/* Which kernel a guest boots, and on what machine. */
#ifndef HARNESS_GUESTS_KERNEL_H
#define HARNESS_GUESTS_KERNEL_H

#include <stdbool.h>

#include "nestbed/error.h"

enum nb_guest_kind {
	NB_GUEST_QEMU = 0,
	NB_GUEST_UML,
};

/**
 * struct nb_guest_kernel - What boots; its strings are its own
 * @program:	The machine: an absolute path of qemu or of linux.uml
 * @image:	bzImage; NULL for user-mode-linux, which is program and kernel in one
 * @modules:	Folder with modules.dep
 * @release:	Base name of @modules: what uname -r says inside
 * @has_kvm:	The processor's own virtualisation works here; else it is emulated
 * @is_auto:	Only what cannot run here goes into the guest
 */
struct nb_guest_kernel {
	enum nb_guest_kind kind;
	char *program;
	char *image;
	char *modules;
	char *release;
	bool has_kvm;
	bool is_auto;
};

/**
 * nb_guest_kernel_parse() - Understand --kernel
 * @text:	"qemu", "qemu:IMAGE", "qemu:IMAGE,modules=DIR", "uml", "auto"
 * @ret:	Words as given, nothing looked up; release with nb_guest_kernel_release()
 */
int nb_guest_kernel_parse(const char *text, struct nb_guest_kernel *ret,
			  struct nb_error *err);

/**
 * nb_guest_kernel_find() - Look up on this machine what was left out
 *
 * The image is the newest in /boot that can be read and has modules; its modules are those
 * of its name, vmlinuz-RELEASE.
 *
 * Return: 0; -1 with @err set: what is missing, and the command that installs it
 */
int nb_guest_kernel_find(struct nb_guest_kernel *kernel, struct nb_error *err);
void nb_guest_kernel_release(struct nb_guest_kernel *kernel);

/**
 * nb_guest_kvm_try() - Whether a virtual machine of KVM runs here
 *
 * A processor is made and executes one instruction. Some machines offer /dev/kvm, and what
 * runs in it never comes back.
 *
 * Return: 0; -1 with @err set
 */
int nb_guest_kvm_try(struct nb_error *err);

/**
 * nb_guest_uml_try() - Whether user-mode-linux of this release can run processes here
 *
 * A process is traced, and its registers are written back as user-mode-linux does.
 *
 * Return: 0; -1 with @err set
 */
int nb_guest_uml_try(const char *release, struct nb_error *err);

#endif /* HARNESS_GUESTS_KERNEL_H */
