/* SPDX-License-Identifier: MIT */
/* Cases for guests: what they see there, and what they do to it. */
#include <nestbed/nestbed.h>

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const struct nb_topology wire = {
	.name = "wire",
	.nodes = NB_NODES({ "h1" }, { "h2" }),
	.links = NB_LINKS({ { "h1:eth0", "10.0.0.1/24" }, { "h2:eth0", "10.0.0.2/24" } }),
};

static void pings(void **state)
{
	struct utsname machine;

	assert_int_equal(uname(&machine), 0);
	printf("kernel %s\n", machine.release);
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.0.2", 2000);
}

static void fails_with_evidence(void **state)
{
	nb_assert_reachable(nb_lab_node(*state, "h1"), "10.0.0.9", 200);
}

/* The first mount tells: what follows must never be done to a machine that is needed. */
static void be_in_a_guest(void)
{
	FILE *mounts = fopen("/proc/self/mounts", "r");
	char first[64] = "";

	if (mounts && fgets(first, sizeof(first), mounts))
		fclose(mounts);
	if (strncmp(first, "nestbed / overlay ", 18) != 0)
		nb_skip("not in a guest");
}

/* Nothing of this may be seen on the host. */
static void writes_to_the_root(void **state)
{
	static const char path[] = "/usr/nestbed-guest-was-here";
	int fd;

	(void)state;
	be_in_a_guest();
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(close(fd), 0);
}

static void needs_netem(void **state)
{
	pings(state);
}

static void finds_out_that_it_needs_netem(void **state)
{
	pings(state);
	nb_need("netem");
}

static void hangs(void **state)
{
	(void)state;
	pause();
}

static void write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static void panics(void **state)
{
	(void)state;
	be_in_a_guest();
	write_to("/proc/sysrq-trigger", "c");
}

/* Nothing else gets the only processor any more. */
static void takes_the_processor(void **state)
{
	const struct sched_param first = { .sched_priority = 99 };

	(void)state;
	be_in_a_guest();
	write_to("/proc/sys/kernel/sched_rt_runtime_us", "-1");
	assert_int_equal(sched_setscheduler(0, SCHED_FIFO, &first), 0);
	for (;;)
		continue;
}

static void pings_once_more(void **state)
{
	pings(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		nb_unit_test(pings, &wire),
		nb_unit_test(fails_with_evidence, &wire, .tags = "bad"),
		nb_unit_test(writes_to_the_root, NULL),
		nb_unit_test(needs_netem, &wire, .needs = "netem"),
		nb_unit_test(finds_out_that_it_needs_netem, &wire),
		nb_unit_test(hangs, NULL, .tags = "bad", .deadline_ms = 300),
		nb_unit_test(panics, NULL, .tags = "panic"),
		nb_unit_test(takes_the_processor, NULL, .tags = "hang"),
		nb_unit_test(pings_once_more, &wire, .tags = "panic hang"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
