/* SPDX-License-Identifier: MIT */
/* JUnit XML is well-formed and valid whatever is in it, and says what its readers look for. */
#include "harness/auto.h"
#include "reports/sample_test.h"

static const struct nb_report_options strict = { .junit_strict = true };

/* What an XPath expression gives, compared with @want. */
static void has(const char *xml, const char *xpath, const char *want)
{
	char line[1024], got[4096] = "";
	FILE *from;
	size_t len;
	char name[] = "/tmp/nestbed-junit-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, xml, strlen(xml)), strlen(xml));
	close(fd);
	snprintf(line, sizeof(line), "xmllint --xpath \"%s\" %s 2>&1", xpath, name);
	from = popen(line, "r");
	assert_non_null(from);
	len = fread(got, 1, sizeof(got) - 1, from);
	pclose(from);
	unlink(name);
	if (len && got[len - 1] == '\n')
		got[len - 1] = '\0';
	assert_string_equal(got, want);
}

static int both(void **state)
{
	*state = sample_run();
	return 0;
}

static int release(void **state)
{
	nb_run_free(*state);
	return 0;
}

static void any_content_is_well_formed(void **state)
{
	nb_auto_free char *usual = sample_text("junit", *state, NULL);
	nb_auto_free char *plain = sample_text("junit", *state, &strict);

	sample_need("xmllint");
	assert_int_equal(sample_pipe("xmllint --noout - 2>&1", usual), 0);
	assert_int_equal(sample_pipe("xmllint --noout - 2>&1", plain), 0);
	assert_int_not_equal(sample_pipe("xmllint --noout - 2>/dev/null", "<a>\x01</a>"),
			     0);
}

static void strict_is_valid_and_ci_is_not(void **state)
{
	nb_auto_free char *usual = NULL;
	nb_auto_free char *plain = NULL;
	const char *schema;
	char line[1024];

	sample_need("xmllint"); /* may leave the test, so before anything is owned */
	schema = sample_schema("jenkins-junit.xsd");
	usual = sample_text("junit", *state, NULL);
	plain = sample_text("junit", *state, &strict);
	snprintf(line, sizeof(line), "xmllint --noout --schema %s - >/dev/null 2>&1",
		 schema);
	assert_int_equal(sample_pipe(line, plain), 0);
	assert_int_not_equal(sample_pipe(line, usual), 0);
}

static void counts_add_up(void **state)
{
	nb_auto_free char *xml = sample_text("junit", *state, NULL);

	sample_need("xmllint");
	has(xml, "concat(/*/@tests,' ',/*/@failures,' ',/*/@errors,' ',/*/@skipped)",
	    "9 3 3 1");
	has(xml, "count(//testcase)", "9");
	has(xml, "concat(count(//failure),' ',count(//error),' ',count(//skipped))",
	    "3 3 1");
	has(xml, "sum(//testsuite/@tests)", "9");
	has(xml, "string(/*/@time)", "2.500");
	has(xml, "string((//testcase/@time)[1])", "0.412");
	has(xml, "string((//testsuite/@timestamp)[1])", "2026-01-01T00:00:00");
}

static void a_failure_tells_place_and_text(void **state)
{
	nb_auto_free char *xml = sample_text("junit", *state, NULL);

	sample_need("xmllint");
	has(xml, "string(//testcase[@name='ttl_drops']/failure/@type)",
	    "packet.mismatch");
	has(xml, "string(//testcase[@name='ttl_drops']/failure/@message)",
	    "the TTL drops by one: ip.ttl: want 63, got 64");
	has(xml, "string(//testcase[@name='ttl_drops']/failure)",
	    " tests/routing.c:31: the TTL drops by one: ip.ttl: want 63, got "
	    "64\n" SAMPLE_TTL_TEXT "  hint       does r1 route?\n"
	    "  again      nestbed run --exact routing/ttl_drops build/suites/routing\n");
	has(xml,
	    "concat(//testcase[@name='ttl_drops']/@file,':',//"
	    "testcase[@name='ttl_drops']/"
	    "@line,' ',//testcase[@name='ttl_drops']/@classname)",
	    "tests/routing.c:12 nestbed.routing");
	has(xml, "string(//testcase[@name='crashes']/error/@type)", "crash.SIGSEGV");
	has(xml, "string(//testcase[@name='needs_nft']/skipped/@message)",
	    "nft is not installed");
}

static void attempts_are_told_once_each(void **state)
{
	nb_auto_free char *xml = sample_text("junit", *state, NULL);

	sample_need("xmllint");
	has(xml,
	    "concat(count(//testcase[@name='sometimes']/flakyFailure/stackTrace),"
	    "count(//testcase[@name='sometimes']/failure))",
	    "10");
	has(xml,
	    "concat(count(//testcase[@name='never']/rerunError),"
	    "count(//testcase[@name='never']/failure))",
	    "11");
	has(xml, "string(//testcase[@name='never']/rerunError/@type)", "timeout.body");
}

static void what_was_cut_short_is_an_error(void **state)
{
	nb_auto_free char *xml = sample_text("junit", *state, NULL);

	sample_need("xmllint");
	has(xml,
	    "concat(//testcase[@name='cut']/error/@type,' ',"
	    "//testcase[@name='not_begun']/error/@type)",
	    "interrupted interrupted");
}

static void attachments_come_first_and_cannot_be_forged(void **state)
{
	struct nb_report_options relative = { .attachment_base = "/run/7/" };
	nb_auto_free char *usual = sample_text("junit", *state, NULL);
	nb_auto_free char *below = sample_text("junit", *state, &relative);

	assert_non_null(strstr(usual,
			       "<system-out>[[ATTACHMENT|/run/7/routing/ttl_drops/1/"
			       "packets/h1.eth0.pcap]]\npinging\nlost\n</system-out>"));
	assert_non_null(strstr(below, "[[ATTACHMENT|routing/ttl_drops/1/packets/"));
	assert_null(strstr(usual, "[[ATTACHMENT|/etc/"));
	assert_non_null(strstr(usual, "[ [ATTACHMENT|/etc/shadow"));
	assert_null(strstr(usual, "a]]|b"));
}

static void long_output_is_cut_in_the_middle(void **state)
{
	struct nb_run *run = sample_good_run();
	size_t len = 200000;
	char *output = malloc(len + 1);
	nb_auto_free char *xml = NULL;

	(void)state;
	memset(output, 'x', len);
	memcpy(output, "begin", 5);
	memcpy(output + len - 3, "end", 3);
	output[len] = '\0';
	sample_output(&run->cases[0].attempts[0], output);
	free(output);
	xml = sample_text("junit", run, NULL);
	nb_run_free(run);
	assert_non_null(strstr(xml, "begin"));
	assert_non_null(strstr(xml, "xend"));
	assert_non_null(strstr(xml, "bytes are left out here"));
	assert_true(strlen(xml) < 70000);
}

#define test(f) cmocka_unit_test_setup_teardown(f, both, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(any_content_is_well_formed),
		test(strict_is_valid_and_ci_is_not),
		test(counts_add_up),
		test(a_failure_tells_place_and_text),
		test(attempts_are_told_once_each),
		test(what_was_cut_short_is_an_error),
		test(attachments_come_first_and_cannot_be_forged),
		cmocka_unit_test(long_output_is_cut_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
