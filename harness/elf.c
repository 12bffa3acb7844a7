/* SPDX-License-Identifier: MIT */
/* The dynamic section of an ELF file; elf(5). Every offset is checked against the file. */
#include "harness/elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "harness/auto.h"

struct image {
	const unsigned char *data;
	size_t size;
};

/*
 * @count elements of @each bytes at @offset; NULL when the file does not have them, or has
 * them where the format never puts them: tables stand at multiples of 8, strings anywhere.
 */
static const void *part(const struct image *image, uint64_t offset, uint64_t count,
			size_t each)
{
	if (offset > image->size || count > (image->size - offset) / each)
		return NULL;
	if (each > 1 && offset % 8)
		return NULL;
	return image->data + offset;
}

static const Elf64_Phdr *headers(const struct image *image, size_t *ret_count)
{
	const Elf64_Ehdr *head = part(image, 0, 1, sizeof(*head));

	if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
	    head->e_ident[EI_CLASS] != ELFCLASS64 ||
	    head->e_phentsize != sizeof(Elf64_Phdr))
		return NULL;
	*ret_count = head->e_phnum;
	return part(image, head->e_phoff, head->e_phnum, sizeof(Elf64_Phdr));
}

/* Where in the file an address is; beyond the file when it is not in it. */
static uint64_t offset_of(const Elf64_Phdr *phdr, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (phdr[i].p_type == PT_LOAD && address >= phdr[i].p_vaddr &&
		    address - phdr[i].p_vaddr < phdr[i].p_filesz)
			return phdr[i].p_offset + (address - phdr[i].p_vaddr);
	return UINT64_MAX;
}

static bool names_library(const struct image *image, uint64_t strings, uint64_t name,
			  const char *library)
{
	size_t len = strlen(library);
	const char *text;

	if (strings > image->size || name > image->size)
		return false;
	text = part(image, strings + name, len, 1);
	return text && !memcmp(text, library, len);
}

/* 1, 0, or -1 when the file is no dynamic program. */
static int needs(const struct image *image, const char *library)
{
	const Elf64_Phdr *phdr;
	const Elf64_Dyn *dyn = NULL;
	uint64_t strings = UINT64_MAX;
	size_t count = 0, ndyn = 0;

	phdr = headers(image, &count);
	for (size_t i = 0; phdr && i < count; i++)
		if (phdr[i].p_type == PT_DYNAMIC) {
			ndyn = phdr[i].p_filesz / sizeof(*dyn);
			dyn = part(image, phdr[i].p_offset, ndyn, sizeof(*dyn));
		}
	if (!dyn)
		return -1;
	for (size_t i = 0; i < ndyn; i++)
		if (dyn[i].d_tag == DT_STRTAB)
			strings = offset_of(phdr, count, dyn[i].d_un.d_ptr);
	for (size_t i = 0; i < ndyn; i++)
		if (dyn[i].d_tag == DT_NEEDED &&
		    names_library(image, strings, dyn[i].d_un.d_val, library))
			return 1;
	return 0;
}

int nb_elf_needs(const char *path, const char *library, struct nb_error *err)
{
	nb_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct image image;
	struct stat st;
	void *data;
	int rc;

	if (fd < 0 || fstat(fd, &st) < 0)
		return nb_error_set(err, errno, "%s", path);
	if (!st.st_size)
		return nb_error_set(err, ENOEXEC, "%s", path);
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return nb_error_set(err, errno, "%s", path);
	image = (struct image){ data, (size_t)st.st_size };
	rc = needs(&image, library);
	munmap(data, (size_t)st.st_size);
	return rc < 0 ? nb_error_set(err, ENOEXEC, "%s", path) : rc;
}
