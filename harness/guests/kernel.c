/* SPDX-License-Identifier: MIT */
/* Kernels for guests: what was asked for, and where it is. */
#include "harness/guests/kernel.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/auto.h"

#define IMAGES "/boot/vmlinuz-"
#define MODULES "/lib/modules/"
#define UML_MODULES "/usr/lib/uml/modules/"

void nb_guest_kernel_release(struct nb_guest_kernel *kernel)
{
	free(kernel->program);
	free(kernel->image);
	free(kernel->modules);
	free(kernel->release);
	*kernel = (struct nb_guest_kernel){ 0 };
}

/* "IMAGE" or "IMAGE,modules=DIR" */
static int parse_image(const char *text, struct nb_guest_kernel *kernel,
		       struct nb_error *err)
{
	size_t len = strcspn(text, ",");
	const char *more = text + len;

	if (!len)
		return nb_error_set(err, EINVAL, "--kernel: qemu: needs an image");
	kernel->image = strndup(text, len);
	if (*more) {
		if (strncmp(more, ",modules=", 9) != 0 || !more[9])
			return nb_error_set(err, EINVAL, "--kernel: %s: not modules=DIR",
					    more + 1);
		kernel->modules = strdup(more + 9);
	}
	return 0;
}

int nb_guest_kernel_parse(const char *text, struct nb_guest_kernel *ret,
			  struct nb_error *err)
{
	struct nb_guest_kernel kernel = { 0 };
	int rc = 0;

	if (!strcmp(text, "auto"))
		kernel.is_auto = true;
	else if (!strcmp(text, "uml"))
		kernel.kind = NB_GUEST_UML;
	else if (!strncmp(text, "qemu:", 5))
		rc = parse_image(text + 5, &kernel, err);
	else if (strcmp(text, "qemu") != 0)
		rc = nb_error_set(err, EINVAL,
				  "--kernel: %s is not qemu, qemu:IMAGE, "
				  "qemu:IMAGE,modules=DIR, uml or auto",
				  text);
	if (rc < 0)
		nb_guest_kernel_release(&kernel);
	else
		*ret = kernel;
	return rc;
}

static char *find_program(const char *name)
{
	static const char *const folders[] = { "/usr/bin", "/usr/local/bin", "/bin" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *path;

		if (asprintf(&path, "%s/%s", folders[i], name) < 0)
			return NULL;
		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static bool has_modules(const char *folder)
{
	nb_auto_free char *path = NULL;

	return asprintf(&path, "%s/modules.dep", folder) > 0 && access(path, R_OK) == 0;
}

/* The newest of what matches, for which there are modules; NULL = none. */
static char *find_newest(const char *pattern, const char *modules)
{
	char *newest = NULL;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return NULL;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		const char *release = path + strlen(pattern) - 1;
		nb_auto_free char *folder = NULL;

		if (asprintf(&folder, "%s%s", modules, release) < 0 ||
		    access(path, R_OK) < 0 || !has_modules(folder) ||
		    (newest && strverscmp(path, newest) < 0))
			continue;
		free(newest);
		newest = strdup(path);
	}
	globfree(&found);
	return newest;
}

static int find_modules(struct nb_guest_kernel *kernel, struct nb_error *err)
{
	nb_auto_free char *folder = NULL;
	const char *dash;

	if (!kernel->modules) {
		dash = strchr(strrchr(kernel->image, '/') ? strrchr(kernel->image, '/')
							  : kernel->image,
			      '-');
		if (!dash || asprintf(&kernel->modules, MODULES "%s", dash + 1) < 0)
			return nb_error_set(err, 0,
					    "%s: its name tells no release: give "
					    "qemu:IMAGE,modules=DIR",
					    kernel->image);
	}
	folder = realpath(kernel->modules, NULL);
	if (!folder || !has_modules(folder))
		return nb_error_set(err, ENOENT, "%s: modules of %s", kernel->modules,
				    kernel->image);
	free(kernel->modules);
	kernel->modules = nb_steal(&folder);
	kernel->release = strdup(strrchr(kernel->modules, '/') + 1);
	return 0;
}

static int find_qemu(struct nb_guest_kernel *kernel, struct nb_error *err)
{
	kernel->program = find_program("qemu-system-x86_64");
	if (!kernel->program)
		return nb_error_set(err, ENOENT,
				    "no qemu here: apt-get install qemu-system-x86");
	if (!kernel->image)
		kernel->image = find_newest(IMAGES "*", MODULES);
	if (!kernel->image)
		return nb_error_set(err, ENOENT,
				    "no kernel image with modules in /boot that can be "
				    "read: apt-get install linux-image-amd64");
	if (access(kernel->image, R_OK) < 0)
		return nb_error_set(err, errno, "kernel image %s", kernel->image);
	kernel->has_kvm = nb_guest_kvm_try(NULL) == 0;
	return find_modules(kernel, err);
}

static int find_uml(struct nb_guest_kernel *kernel, struct nb_error *err)
{
	kernel->program = find_program("linux.uml");
	kernel->modules = find_newest(UML_MODULES "*", UML_MODULES);
	if (!kernel->program || !kernel->modules)
		return nb_error_set(
			err, ENOENT,
			"no user-mode-linux here: apt-get install user-mode-linux");
	kernel->release = strdup(strrchr(kernel->modules, '/') + 1);
	if (!kernel->release)
		return nb_error_set(err, ENOMEM, "look for user-mode-linux");
	return nb_guest_uml_try(kernel->release, err);
}

int nb_guest_kernel_find(struct nb_guest_kernel *kernel, struct nb_error *err)
{
	return kernel->kind == NB_GUEST_UML ? find_uml(kernel, err)
					    : find_qemu(kernel, err);
}
