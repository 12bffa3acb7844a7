/* SPDX-License-Identifier: MIT */
/* The nestbed program; all of it is in the library. */
#include "harness/main.h"

int main(int argc, char **argv)
{
	return nb_main(argc, argv);
}
