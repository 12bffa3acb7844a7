/* SPDX-License-Identifier: MIT */
/*
 * The initramfs: /init, /modules/N.ko and /plan, in the words of guests/init/init.c. The
 * modules here are those without which the root cannot be reached; all others are loaded
 * by the guest's kernel from the root, when they are needed.
 */
#include "harness/guests/initramfs.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/guests/cpio.h"
#include "harness/guests/modules.h"
#include "harness/auto.h"

static const char *const qemu_modules[] = { "virtio_pci",   "virtio_console",
					    "9pnet_virtio", "9p",
					    "overlay",	    NULL };
static const char *const uml_modules[] = { "overlay", NULL };

/* An entry of the plan: its words, and an empty one behind them. */
static void add_entry(struct nb_buffer *plan, const char *const *words)
{
	for (; *words; words++)
		nb_buffer_add(plan, *words, strlen(*words) + 1);
	nb_buffer_add(plan, "", 1);
}

#define entry(plan, ...) add_entry(plan, (const char *const[]){ __VA_ARGS__, NULL })

static int add_modules(struct nb_cpio *cpio, struct nb_buffer *plan,
		       const struct nb_guest_kernel *kernel, struct nb_error *err)
{
	struct nb_module_list list = { 0 };
	int rc = nb_modules_find(
		kernel->modules,
		kernel->kind == NB_GUEST_UML ? uml_modules : qemu_modules, &list, err);

	for (size_t i = 0; rc == 0 && i < list.count; i++) {
		nb_auto_free char *bytes = NULL;
		char name[48];
		size_t len;

		snprintf(name, sizeof(name), "/modules/%zu.ko", i);
		rc = nb_module_read(kernel->modules, list.path[i], &bytes, &len, err);
		if (rc == 0) {
			nb_cpio_add(cpio, name + 1, S_IFREG | 0644, bytes, len);
			entry(plan, "module", name);
		}
	}
	nb_module_list_release(&list);
	return rc;
}

static void write_plan(struct nb_buffer *text, const struct nb_guest_kernel *kernel,
		       const struct nb_guest_plan *plan)
{
	bool is_uml = kernel->kind == NB_GUEST_UML;

	entry(text, "root", is_uml ? "hostfs" : "9p", is_uml ? "/" : "root");
	entry(text, "share", is_uml ? "hostfs" : "9p", is_uml ? plan->folder : "run",
	      plan->folder);
	entry(text, "modules", kernel->modules, kernel->release);
	entry(text, "channel", plan->channel);
	entry(text, "cwd", plan->cwd);
	for (const char *const *variable = plan->env; *variable; variable++)
		if (**variable)
			entry(text, "env", *variable);
	for (const char *const *word = plan->argv; *word; word++)
		entry(text, "arg", *word);
}

static int write_file(const struct nb_buffer *bytes, struct nb_error *err)
{
	nb_auto_fd int fd = memfd_create("nestbed-initramfs", 0);
	size_t done = 0;

	if (bytes->failed)
		return nb_error_set(err, ENOMEM, "initramfs");
	while (fd >= 0 && done < bytes->len) {
		ssize_t n = write(fd, bytes->data + done, bytes->len - done);

		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd < 0 || done < bytes->len)
		return nb_error_set(err, errno, "initramfs");
	return nb_steal_fd(&fd);
}

int nb_initramfs_new(const struct nb_guest_kernel *kernel,
		     const struct nb_guest_plan *plan, struct nb_error *err)
{
	nb_auto_buffer struct nb_buffer text = { 0 };
	struct nb_cpio cpio = { 0 };
	int fd = -1;

	nb_cpio_add(&cpio, "init", S_IFREG | 0755, nb_guest_init, nb_guest_init_bytes);
	nb_cpio_add(&cpio, "modules", S_IFDIR | 0755, "", 0);
	if (add_modules(&cpio, &text, kernel, err) == 0) {
		write_plan(&text, kernel, plan);
		nb_cpio_add(&cpio, "plan", S_IFREG | 0600, text.data, text.len);
		nb_cpio_end(&cpio);
		cpio.bytes.failed = cpio.bytes.failed || text.failed;
		fd = write_file(&cpio.bytes, err);
	}
	nb_buffer_release(&cpio.bytes);
	return fd;
}
