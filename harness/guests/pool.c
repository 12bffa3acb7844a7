/* SPDX-License-Identifier: MIT */
/*
 * A pool of guests.
 *
 * Theory of operation. Guests are booted while cases wait, up to --guests of them, and a
 * case is given out only when a place in one that is up is free: a slow guest takes fewer.
 * What a guest tells of an attempt is put into the run's own model and told on to its
 * watchers, so for them it ran here. When a guest has ended by itself, each case in it
 * becomes an ERROR with the end of the console, and another guest takes its place while
 * cases wait.
 *
 * A guest that has KVM and does not come up soon is tried without it: there are machines
 * whose KVM runs some kernels only. A guest that does not come up at all is tried again a
 * few times, since a busy host can make a boot hang; one that ends while it boots is not.
 */
#include "harness/guests/pool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/guests/agent.h"
#include "harness/guests/guest.h"
#include "harness/guests/speed.h"
#include "harness/auto.h"
#include "harness/environment.h"
#include "harness/record.h"
#include "reports/jsontext.h"

#define BOOT_MS 120000 /* emulated on a busy host */
#define BOOT_KVM_MS 15000
#define BOOTS_MAX 3 /* in vain, in a row */
#define MEMORY_MB 512
#define MEMORY_PER_JOB_MB 256
#define FIRST_SERIAL 1000000ul /* of attempts: those of the runner's own are below */

struct pool {
	struct nb_remote remote;
	struct nb_pool_spec spec;
	struct nb_guest_kernel
		kernel; /* borrowed strings; without KVM once it was in vain */
	const struct nb_watch *watch;
	struct nb_guest *guests;
	unsigned int nguests, nplaces;
	unsigned int failed_boots;
	unsigned long serial;
	uint64_t speed_ns;
	char *program;	  /* that a guest executes as its agent: this one */
	char *options[4]; /* of the agent */
};

static struct nb_case_result *case_at(const struct pool *pool, size_t index)
{
	return &pool->watch->run->cases[index];
}

static struct nb_attempt *attempt_of(const struct nb_case_result *kase)
{
	return &kase->attempts[kase->nattempts - 1];
}

static void tell(const struct pool *pool, const struct nb_case_result *kase,
		 enum nb_event_kind kind, const struct nb_finding *finding,
		 const char *text)
{
	nb_watch_tell(pool->watch, (struct nb_event){ .kind = kind,
						      .kase = kase,
						      .attempt = attempt_of(kase),
						      .finding = finding,
						      .text = text });
}

/* The environment of this process, and how it finds the agent in itself. */
static char **make_environment(const struct pool *pool)
{
	const struct nb_environment wanted = { .mode = "agent" };
	char **env = nb_environment_new(&wanted), **bigger;
	size_t count = 0;

	while (env && env[count])
		count++;
	bigger = env ? realloc(env, (count + 2) * sizeof(*env)) : NULL;
	if (!bigger) {
		nb_environment_free(env);
		return NULL;
	}
	if (asprintf(&bigger[count], NB_ENV_HOST_NS "=%llu",
		     (unsigned long long)pool->speed_ns) < 0)
		bigger[count] = NULL;
	bigger[count + 1] = NULL;
	return bigger;
}

static int boot(struct pool *pool, struct nb_guest *guest, struct nb_error *err)
{
	char **env = make_environment(pool);
	char cwd[PATH_MAX];
	const char *argv[] = { pool->program,	 "nestbed",
			       "agent",		 pool->options[0],
			       pool->options[1], pool->options[2],
			       pool->options[3], NULL };
	const struct nb_guest_plan plan = {
		.folder = pool->spec.folder,
		.cwd = getcwd(cwd, sizeof(cwd)),
		.channel = nb_machine_channel(&pool->kernel),
		.argv = argv,
		.env = (const char *const *)env,
	};
	int rc = -1;

	if (!env || !plan.cwd)
		nb_error_set(err, errno, "boot a guest");
	else
		rc = nb_machine_start(&pool->kernel, &plan,
				      MEMORY_MB + MEMORY_PER_JOB_MB * pool->nplaces,
				      &guest->machine, err);
	nb_environment_free(env);
	if (rc < 0)
		return nb_error_wrap(err, "boot a guest");
	guest->state = NB_GUEST_BOOTS;
	guest->patience = nb_deadline_in(pool->kernel.has_kvm ? BOOT_KVM_MS : BOOT_MS);
	return 0;
}

static void tell_note(const struct pool *pool, const char *text)
{
	nb_watch_tell(pool->watch,
		      (struct nb_event){ .kind = NB_EVENT_NOTE, .text = text });
}

/* A guest ended before it was up: whether another should be tried. */
static enum nb_exit conclude_boot(struct pool *pool, struct nb_guest *guest,
				  struct nb_error *err)
{
	bool has_hung = !strcmp(guest->type, "guest.hung");
	const char *image = pool->kernel.image ? pool->kernel.image : "user-mode-linux";
	nb_auto_buffer struct nb_buffer note = { 0 };
	const char *last = guest->console.data ? guest->console.data : "";

	if (has_hung && pool->kernel.has_kvm) {
		pool->kernel.has_kvm = false;
		nb_guest_stop(guest);
		return NB_EXIT_PASSED;
	}
	nb_buffer_printf(&note, "%s: %s; its console ends with\n%s", image,
			 guest->why.text, *last ? last : "nothing\n");
	tell_note(pool, note.data ? note.data : guest->why.text);
	if (has_hung && ++pool->failed_boots < BOOTS_MAX) {
		nb_guest_stop(guest);
		return NB_EXIT_PASSED;
	}
	last = nb_guest_last_lines(last, 1);
	nb_error_set(err, 0, "%s: %s: %.*s", image, guest->why.text,
		     (int)strcspn(last, "\n"), last);
	nb_guest_stop(guest);
	return NB_EXIT_BROKEN;
}

static enum nb_exit prepare(void *ctx, size_t waiting, struct nb_error *err)
{
	struct pool *pool = ctx;
	size_t places = 0;

	for (unsigned int i = 0; i < pool->nguests; i++) {
		struct nb_guest *guest = &pool->guests[i];

		if (guest->state == NB_GUEST_ENDED && !guest->kernel) {
			enum nb_exit status = conclude_boot(pool, guest, err);

			if (status != NB_EXIT_PASSED)
				return status;
		}
		if (guest->state == NB_GUEST_BOOTS || guest->state == NB_GUEST_UP)
			places += guest->nplaces - guest->taken;
	}
	for (unsigned int i = 0; i < pool->nguests && places < waiting; i++) {
		if (pool->guests[i].state != NB_GUEST_OFF)
			continue;
		if (boot(pool, &pool->guests[i], err) < 0)
			return NB_EXIT_BROKEN;
		places += pool->nplaces;
	}
	return NB_EXIT_PASSED;
}

static struct nb_guest *find_free(struct pool *pool)
{
	struct nb_guest *best = NULL;

	for (unsigned int i = 0; i < pool->nguests; i++) {
		struct nb_guest *guest = &pool->guests[i];

		if (nb_guest_free_place(guest) && (!best || guest->taken < best->taken))
			best = guest;
	}
	return best;
}

static bool is_free(void *ctx)
{
	return find_free(ctx) != NULL;
}

static json_t *make_order(struct pool *pool, const struct nb_case_result *kase,
			  size_t index)
{
	return json_pack("{so sI sI sI sb}", "start", nb_json_case(kase, false), "index",
			 (json_int_t)index, "attempt", (json_int_t)kase->nattempts,
			 "serial", (json_int_t)pool->serial++, "is_preloaded",
			 kase->is_preloaded);
}

/* As the event stream writes it. */
static char *make_id(const struct nb_case_result *kase)
{
	nb_auto_buffer struct nb_buffer plain = { 0 };
	json_t *text;
	char *id;

	nb_buffer_printf(&plain, "%s/%s", kase->suite, kase->name);
	text = plain.data ? nb_json_text(plain.data, plain.len) : NULL;
	id = text ? strdup(json_string_value(text)) : NULL;
	json_decref(text);
	return id;
}

static enum nb_exit start(void *ctx, size_t index, struct nb_error *err)
{
	struct pool *pool = ctx;
	struct nb_guest *guest = find_free(pool);
	struct nb_guest_case *place = nb_guest_free_place(guest);
	struct nb_case_result *kase = case_at(pool, index);
	struct nb_attempt *attempt = nb_case_result_add_attempt(kase);

	*place = (struct nb_guest_case){ .is_taken = true,
					 .kase = index,
					 .id = make_id(kase),
					 .start_ns = nb_clock_ns() };
	guest->taken++;
	if (!attempt || !place->id) {
		nb_error_set(err, ENOMEM, "start %s/%s", kase->suite, kase->name);
		return NB_EXIT_BROKEN;
	}
	attempt->start_ns = nb_clock_wall_ns();
	tell(pool, kase, NB_EVENT_CASE_START, NULL, NULL);
	/* If it does not arrive the guest has ended, and is found to have. */
	nb_lines_write(guest->machine.channel, make_order(pool, kase, index));
	return NB_EXIT_PASSED;
}

/* A line about an attempt: into the model, and on to who watches; true when it ended. */
static bool take_event(struct pool *pool, struct nb_guest *guest,
		       struct nb_guest_case *place, const json_t *line)
{
	const char *event = json_string_value(json_object_get(line, "event"));
	struct nb_case_result *kase = case_at(pool, place->kase);
	struct nb_attempt *attempt = attempt_of(kase);
	uint64_t start_ns = attempt->start_ns;

	if (!event || !strcmp(event, "case_start") ||
	    nb_replay_attempt(kase, line, NULL) < 0)
		return false;
	attempt->start_ns = start_ns; /* its clock may differ */
	if (!strcmp(event, "stage"))
		tell(pool, kase, NB_EVENT_STAGE, NULL, NULL);
	else if (!strcmp(event, "slow"))
		tell(pool, kase, NB_EVENT_SLOW, NULL,
		     json_string_value(json_object_get(line, "text")));
	else if (!strcmp(event, "finding"))
		tell(pool, kase, NB_EVENT_FINDING,
		     &attempt->findings[attempt->nfindings - 1], NULL);
	if (strcmp(event, "case_end") != 0)
		return false;
	nb_attempt_add_property(attempt, "kernel", guest->kernel);
	tell(pool, kase, NB_EVENT_CASE_END, NULL, NULL);
	return true;
}

static void take_hello(struct pool *pool, struct nb_guest *guest, const json_t *line)
{
	const char *kernel = json_string_value(json_object_get(line, "kernel"));

	guest->kernel = strdup(kernel ? kernel : "unknown");
	guest->state = NB_GUEST_UP;
	pool->failed_boots = 0;
}

/* All that a guest has said; the case whose attempt has ended, -1 = none. */
static ssize_t hear(struct pool *pool, struct nb_guest *guest)
{
	json_t *line;

	while (nb_lines_take(&guest->lines, &line) == 1) {
		const char *event = json_string_value(json_object_get(line, "event"));
		struct nb_guest_case *place = nb_guest_place(
			guest, json_string_value(json_object_get(line, "case")));
		ssize_t ended = -1;

		guest->patience = nb_deadline_in(NB_GUEST_SILENT_MS);
		if (event && !strcmp(event, "hello") && guest->state == NB_GUEST_BOOTS)
			take_hello(pool, guest, line);
		else if (place && take_event(pool, guest, place, line))
			ended = (ssize_t)place->kase;
		json_decref(line);
		if (ended >= 0) {
			nb_guest_leave(guest, place);
			return ended;
		}
	}
	return -1;
}

/* The guest is no more: so ends this case in it. */
static void end_case(struct pool *pool, const struct nb_guest *guest,
		     const struct nb_guest_case *place)
{
	struct nb_case_result *kase = case_at(pool, place->kase);
	struct nb_attempt *attempt = attempt_of(kase);
	struct nb_finding *finding = nb_attempt_add_finding(attempt);
	nb_auto_buffer struct nb_buffer text = { 0 };

	nb_buffer_printf(&text, "  guest      %s\n  running    %u case%s\n  console    ",
			 guest->kernel, guest->taken, guest->taken == 1 ? "" : "s");
	for (const char *at = guest->console.data; at && *at; at++)
		nb_buffer_printf(&text, *at == '\n' && at[1] ? "%c             " : "%c",
				 *at);
	attempt->duration_ns = nb_clock_ns() - place->start_ns;
	attempt->exit_status = -1;
	attempt->verdict = NB_VERDICT_ERROR;
	if (finding) {
		finding->is_error = true;
		finding->type = strdup(guest->type);
		finding->message = strdup(guest->why.text);
		finding->text = nb_buffer_take(&text, NULL);
		tell(pool, kase, NB_EVENT_FINDING, finding, NULL);
	}
	nb_attempt_add_property(attempt, "kernel", guest->kernel);
	tell(pool, kase, NB_EVENT_CASE_END, NULL, NULL);
}

static struct nb_guest_case *any_case(struct nb_guest *guest)
{
	for (unsigned int i = 0; i < guest->nplaces; i++)
		if (guest->places[i].is_taken)
			return &guest->places[i];
	return NULL;
}

static ssize_t step_guest(struct pool *pool, struct nb_guest *guest)
{
	struct nb_guest_case *place;
	ssize_t ended;

	if (guest->state == NB_GUEST_BOOTS || guest->state == NB_GUEST_UP)
		while (nb_lines_read(&guest->lines, guest->machine.channel) == 1)
			continue;
	ended = hear(pool, guest);
	if (ended >= 0)
		return ended;
	nb_guest_watch(guest);
	if (guest->state != NB_GUEST_ENDED || !guest->kernel)
		return -1; /* one that was never up is looked at in prepare() */
	place = any_case(guest);
	if (!place) {
		nb_guest_stop(guest);
		return -1;
	}
	ended = (ssize_t)place->kase;
	end_case(pool, guest, place);
	nb_guest_leave(guest, place);
	return ended;
}

static ssize_t step(void *ctx)
{
	struct pool *pool = ctx;

	for (unsigned int i = 0; i < pool->nguests; i++) {
		ssize_t ended = step_guest(pool, &pool->guests[i]);

		if (ended >= 0)
			return ended;
	}
	return -1;
}

static size_t fds(void *ctx, struct pollfd *ret)
{
	const struct pool *pool = ctx;
	size_t count = 0;

	for (unsigned int i = 0; i < pool->nguests; i++) {
		const struct nb_guest *guest = &pool->guests[i];

		if (guest->state != NB_GUEST_BOOTS && guest->state != NB_GUEST_UP)
			continue;
		ret[count++] = (struct pollfd){ guest->machine.channel, POLLIN, 0 };
		ret[count++] = (struct pollfd){ guest->machine.console, POLLIN, 0 };
	}
	return count;
}

static ssize_t interrupt(void *ctx)
{
	struct pool *pool = ctx;

	for (unsigned int i = 0; i < pool->nguests; i++) {
		struct nb_guest *guest = &pool->guests[i];
		struct nb_guest_case *place = any_case(guest);
		struct nb_case_result *kase = place ? case_at(pool, place->kase) : NULL;
		ssize_t index;

		if (!kase)
			continue;
		index = (ssize_t)place->kase;
		kase->is_interrupted = true;
		attempt_of(kase)->duration_ns = nb_clock_ns() - place->start_ns;
		tell(pool, kase, NB_EVENT_CASE_END, NULL, NULL);
		nb_guest_leave(guest, place);
		return index;
	}
	return -1;
}

static void begin(void *ctx, const struct nb_watch *watch)
{
	((struct pool *)ctx)->watch = watch;
}

static void end(void *ctx)
{
	struct pool *pool = ctx;

	for (unsigned int i = 0; i < pool->nguests; i++)
		nb_guest_stop(&pool->guests[i]);
}

static int make_options(struct pool *pool)
{
	static const char *const when[] = { [NB_EVIDENCE_FAILURE] = "failure",
					    [NB_EVIDENCE_ALL] = "all",
					    [NB_EVIDENCE_NONE] = "none" };
	const struct nb_options *options = pool->spec.options;

	if (asprintf(&pool->options[0], "--report-dir=%s", pool->spec.folder) < 0 ||
	    asprintf(&pool->options[1], "--evidence=%s", when[options->evidence]) < 0 ||
	    asprintf(&pool->options[2], "--slow=%ums", options->slow_ms) < 0 ||
	    asprintf(&pool->options[3], "--jobs=%u", pool->nplaces) < 0)
		return -1;
	return 0;
}

static int make_guests(struct pool *pool)
{
	pool->guests = calloc(pool->nguests, sizeof(*pool->guests));
	if (!pool->guests)
		return -1;
	for (unsigned int i = 0; i < pool->nguests; i++) {
		pool->guests[i].nplaces = pool->nplaces;
		pool->guests[i].places =
			calloc(pool->nplaces, sizeof(*pool->guests[i].places));
		if (!pool->guests[i].places)
			return -1;
	}
	return 0;
}

struct nb_remote *nb_pool_new(const struct nb_pool_spec *spec, struct nb_error *err)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool) {
		nb_error_set(err, ENOMEM, "guests");
		return NULL;
	}
	pool->spec = *spec;
	pool->kernel = *spec->kernel;
	pool->nguests = spec->options->guests ? spec->options->guests : 1;
	pool->nplaces = spec->options->jobs ? spec->options->jobs : 1;
	pool->serial = FIRST_SERIAL;
	pool->speed_ns = nb_speed_ns();
	pool->remote = (struct nb_remote){ .ctx = pool,
					   .fds_max = 2u * pool->nguests,
					   .takes_skipped = spec->kernel->is_auto,
					   .begin = begin,
					   .prepare = prepare,
					   .is_free = is_free,
					   .start = start,
					   .fds = fds,
					   .step = step,
					   .interrupt = interrupt,
					   .end = end };
	pool->program = realpath("/proc/self/exe", NULL);
	if (pool->program && make_options(pool) == 0 && make_guests(pool) == 0)
		return &pool->remote;
	nb_error_set(err, ENOMEM, "guests");
	nb_pool_free(&pool->remote);
	return NULL;
}

void nb_pool_free(struct nb_remote *remote)
{
	struct pool *pool = remote ? remote->ctx : NULL;

	if (!pool)
		return;
	for (unsigned int i = 0; pool->guests && i < pool->nguests; i++) {
		nb_guest_stop(&pool->guests[i]);
		free(pool->guests[i].places);
	}
	free(pool->guests);
	free(pool->program);
	for (size_t i = 0; i < sizeof(pool->options) / sizeof(pool->options[0]); i++)
		free(pool->options[i]);
	free(pool);
}
