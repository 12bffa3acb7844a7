/* SPDX-License-Identifier: MIT */
/* Fuzzing: whatever bytes a hostile case sends, a record is refused or reads back the
 * same. */
#include <stdlib.h>
#include <string.h>

#include "harness/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_same(const struct nb_record *a, const struct nb_record *b)
{
	for (int key = 1; key < NB_KEY_LAST; key++) {
		const struct nb_field *x = &a->field[key], *y = &b->field[key];

		if (x->number != y->number || !x->text != !y->text ||
		    (x->text && strcmp(x->text, y->text) != 0))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char again[NB_RECORD_MAX];
	struct nb_record rec, back;
	ssize_t len;

	if (nb_record_decode((const char *)data, size, &rec, NULL) < 0)
		return 0;
	len = nb_record_encode(&rec, again, sizeof(again), NULL);
	if (len < 0 || nb_record_decode(again, (size_t)len, &back, NULL) < 0)
		abort();
	check_same(&rec, &back);
	nb_record_release(&rec);
	nb_record_release(&back);
	return 0;
}
