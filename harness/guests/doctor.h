/* SPDX-License-Identifier: MIT */
/* What the doctor finds out about guests. */
#ifndef HARNESS_GUESTS_DOCTOR_H
#define HARNESS_GUESTS_DOCTOR_H

#include "fixtures/doctor.h"

extern const struct nb_doctor_probe nb_guest_probes[];
extern const size_t nb_guest_nprobes;

#endif /* HARNESS_GUESTS_DOCTOR_H */
