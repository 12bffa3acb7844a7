/* SPDX-License-Identifier: MIT */
/* Guests: which of them are possible here. */
#include "harness/guests/doctor.h"

#include "harness/guests/kernel.h"

/* probe->argument is what --kernel takes. */
static int try_guest(const struct nb_doctor_probe *probe, struct nb_error *detail)
{
	struct nb_guest_kernel kernel;
	int rc = nb_guest_kernel_parse(probe->argument, &kernel, detail);

	if (rc == 0)
		rc = nb_guest_kernel_find(&kernel, detail);
	if (rc == 0)
		nb_error_set(detail, 0, "%s",
			     kernel.image ? kernel.image : kernel.modules);
	nb_guest_kernel_release(&kernel);
	return rc;
}

static int try_kvm(const struct nb_doctor_probe *probe, struct nb_error *detail)
{
	(void)probe;
	return nb_guest_kvm_try(detail);
}

const struct nb_doctor_probe nb_guest_probes[] = {
	{ "guests", "qemu and a kernel image", false, NB_ROOM_HERE, try_guest, "qemu",
	  .mend = "apt-get install qemu-system-x86 linux-image-amd64" },
	{ "guests", "KVM, which makes qemu fast", false, NB_ROOM_HERE, try_kvm,
	  .mend = "modprobe -a kvm_intel kvm_amd; chmod 0666 /dev/kvm" },
	{ "guests", "user-mode-linux", false, NB_ROOM_HERE, try_guest, "uml",
	  .mend = "apt-get install user-mode-linux # or use qemu" },
};
const size_t nb_guest_nprobes = sizeof(nb_guest_probes) / sizeof(nb_guest_probes[0]);
