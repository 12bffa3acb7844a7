/* SPDX-License-Identifier: MIT */
/* strongSwan as a service: its role, its state, the claims about it, and that they fail. */
#include "strongswan.h"

const struct nb_topology by_files = {
	.name = "by_files",
	SITES(CHARON(.config = "gwA"), CHARON(.config = "gwB/swanctl.conf")),
};

const struct nb_topology bare = {
	.name = "bare",
	SITES(CHARON(), CHARON()),
};

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(is_ready_when_loaded, &by_files),
		nb_unit_test(broken_files_fail_the_start, &by_files),
		nb_unit_test(connections_come_from_c, &bare),
		nb_unit_test(what_c_cannot_load_is_told, &bare),
		nb_unit_test(settings_may_be_added, &by_files),
		nb_unit_test(comes_up_by_psk, &by_files),
		nb_unit_test(is_rekeyed, &by_files),
		nb_unit_test(is_terminated, &by_files),
		nb_unit_test(host_to_host, &bare),
		nb_unit_test(comes_up_by_certificate, &bare),
		nb_unit_test(revoked_is_refused, &bare),
		nb_unit_test(foreign_is_refused, &bare),
		nb_unit_test(files_of_the_pki_serve, &by_files),
		nb_unit_test(claims_of_associations_fail, &by_files),
		nb_unit_test(claims_of_absence_fail, &by_files),
		nb_unit_test(claims_of_the_wire_fail, &by_files),
		nb_unit_test(a_port_of_a_switch_is_told_by_who_is_wired_to_it, &on_a_switch),
		nb_unit_test(reasons_are_told, &bare),
		nb_unit_test(a_dead_charon_is_an_error, &by_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
