/* SPDX-License-Identifier: MIT */
/* One direction between two ends: asked of what both have recorded, and claimed. */
#include "assertions/oneway.h"

#include <errno.h>
#include <stdlib.h>

#include "assertions/packets.h"
#include "fixtures/match.h"
#include "harness/auto.h"
#include "harness/clock.h"
#include "nestbed/cmocka.h"
#include "nestbed/kernel.h"

#define STEP_MS 20 /* between two looks at what is still on its way */

/** struct trail - Packets that passed one end in one direction */
struct trail {
	const char *ends;
	enum nb_direction direction;
	struct nb_sighting *list;
	size_t count, size;
	bool *is_in; /* ends of the capture */
};

/** struct survey - Both trails, read on from @next */
struct survey {
	struct nb_capture *capture;
	const struct nb_filter *filter;
	struct trail sent, received;
	size_t packets;
};

static void release(struct survey *survey)
{
	free(survey->sent.list);
	free(survey->sent.is_in);
	free(survey->received.list);
	free(survey->received.is_in);
}

static int add(struct trail *trail, const struct nb_packet *packet, struct nb_error *err)
{
	if (trail->count == trail->size) {
		size_t size = trail->size ? 2 * trail->size : 256;
		struct nb_sighting *grown =
			reallocarray(trail->list, size, sizeof(*grown));

		if (!grown)
			return nb_error_set(err, ENOMEM, "packets at %s", trail->ends);
		trail->list = grown;
		trail->size = size;
	}
	trail->list[trail->count++] = (struct nb_sighting){
		nb_packet_identity(packet),
		packet->time_ns,
		packet->len,
	};
	return 0;
}

static int find_ends(struct survey *survey, struct trail *trail, struct nb_error *err)
{
	size_t nends = nb_capture_ends(survey->capture);

	trail->is_in = calloc(nends + 1, sizeof(*trail->is_in));
	if (!trail->is_in)
		return nb_error_set(err, ENOMEM, "ends %s", trail->ends);
	return nb_scope_parse(survey->capture, trail->ends, trail->is_in, err);
}

/* From the first packet on: a late sync may have brought earlier ones of another end. */
static int read_trails(struct survey *survey, struct nb_error *err)
{
	struct trail *both[] = { &survey->sent, &survey->received };
	struct nb_packet packet;

	survey->sent.count = survey->received.count = 0;
	for (size_t i = 0; i < survey->packets; i++) {
		size_t end = nb_capture_end_of(survey->capture, i);

		if (!nb_capture_packet(survey->capture, i, &packet))
			break;
		for (size_t t = 0; t < 2; t++)
			if (both[t]->is_in[end] &&
			    both[t]->direction == packet.direction &&
			    nb_filter_matches(survey->filter, &packet) &&
			    add(both[t], &packet, err) < 0)
				return -1;
	}
	return 0;
}

static int has_dropped(const struct survey *survey, struct nb_error *err)
{
	for (size_t i = 0; i < nb_capture_ends(survey->capture); i++) {
		if ((survey->sent.is_in[i] || survey->received.is_in[i]) &&
		    !nb_capture_is_complete(survey->capture, i, err))
			return -1;
	}
	return 0;
}

static int look(struct survey *survey, ssize_t packets, struct nb_one_way_stats *ret,
		struct nb_error *err)
{
	if (packets < 0)
		return -1;
	survey->packets = (size_t)packets;
	if (read_trails(survey, err) < 0 || has_dropped(survey, err) < 0)
		return -1;
	return nb_match(survey->sent.list, survey->sent.count, survey->received.list,
			survey->received.count, ret, err);
}

/* Look again while packets are missing; half of them more is worth a look. */
static int look_until(struct survey *survey, unsigned int ms,
		      struct nb_one_way_stats *ret, struct nb_error *err)
{
	const struct nb_deadline deadline = nb_deadline_in(ms);
	ssize_t packets = nb_capture_sync(survey->capture, err);
	int left_ms;

	while (look(survey, packets, ret, err) == 0) {
		left_ms = nb_deadline_left_ms(&deadline);
		if ((ret->sent && !ret->lost) || left_ms == 0)
			return 0;
		packets = nb_capture_wait(
			survey->capture, survey->packets + ret->lost / 2,
			(unsigned int)(left_ms < STEP_MS ? left_ms : STEP_MS), err);
	}
	return -1;
}

static int survey_between(struct survey *survey, const char *filter, unsigned int ms,
			  struct nb_one_way_stats *ret, struct nb_error *err)
{
	/* What was never recorded would count as neither sent nor lost. */
	if (!survey->filter ||
	    !nb_packets_are_recorded(survey->capture, filter, err) ||
	    find_ends(survey, &survey->sent, err) < 0 ||
	    find_ends(survey, &survey->received, err) < 0)
		return -1;
	return look_until(survey, ms, ret, err);
}

int nb_one_way(struct nb_lab *lab, const char *from, const char *to, const char *filter,
	       unsigned int ms, struct nb_one_way_stats *ret, struct nb_error *err)
{
	struct survey survey = {
		.capture = nb_lab_capture(lab),
		.sent = { .ends = from, .direction = NB_DIR_OUT },
		.received = { .ends = to, .direction = NB_DIR_IN },
	};
	struct nb_one_way_stats stats = { 0 };
	int rc;

	if (nb_capture_sync(survey.capture, err) < 0)
		return nb_error_wrap(err, "%s to %s", from, to);
	survey.filter = nb_filter_get(filter, err);
	rc = survey_between(&survey, filter, ms, &stats, err);
	release(&survey);
	if (rc < 0)
		return nb_error_wrap(err, "%s to %s", from, to);
	*ret = stats;
	return 0;
}

/* What the judges need; NULL when nobody can tell. */
static const struct nb_one_way_stats *ask(struct nb_lab *lab, const struct nb_way *way,
					  unsigned int ms, struct nb_one_way_stats *stats,
					  struct nb_error *err)
{
	int rc = nb_one_way(lab, way->from, way->to, way->filter, ms, stats, err);

	return rc == 0 ? stats : NULL;
}

void nb_assert_delay_at(const char *file, int line, struct nb_lab *lab, const char *from,
			const char *to, const char *filter, double min_ms, double max_ms,
			unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_way way = { from, to, filter };
	struct nb_one_way_stats stats;
	struct nb_judgement judgement;
	struct nb_error err = { 0 };

	nb_at(file, line);
	nb_oneway_judge_delay(&way, ask(lab, &way, ms, &stats, &err), min_ms, max_ms,
			      &err, &judgement);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_fate_at(const char *file, int line, struct nb_lab *lab, const char *from,
		       const char *to, const char *filter, enum nb_fate fate, double min,
		       double max, unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_way way = { from, to, filter };
	struct nb_one_way_stats stats;
	struct nb_judgement judgement;
	struct nb_error err = { 0 };

	nb_at(file, line);
	nb_oneway_judge_fate(&way, ask(lab, &way, ms, &stats, &err), fate, min, max, &err,
			     &judgement);
	nb_judgement_close(&at, &judgement);
}

void nb_assert_rate_at(const char *file, int line, struct nb_lab *lab, const char *from,
		       const char *to, const char *filter, double min_bps, double max_bps,
		       unsigned int ms)
{
	const struct nb_place at = { file, line };
	const struct nb_way way = { from, to, filter };
	struct nb_one_way_stats stats;
	struct nb_judgement judgement;
	struct nb_error err = { 0 };

	nb_at(file, line);
	nb_oneway_judge_rate(&way, ask(lab, &way, ms, &stats, &err), min_bps, max_bps,
			     &err, &judgement);
	nb_judgement_close(&at, &judgement);
}

void nb_set_impair_at(const char *file, int line, struct nb_lab *lab, const char *end,
		      const char *text)
{
	const struct nb_place at = { file, line };
	struct nb_impairment impairment;
	struct nb_error err = { 0 };

	nb_at(file, line);
	if (nb_impairment_parse(text, &impairment, &err) == 0) {
		nb_need_at(file, line, nb_impairment_needs(&impairment));
		if (nb_impair(lab, end, text, &err) == 0)
			return;
	} else {
		nb_error_wrap(&err, "end %s", end);
	}
	nb_claim_error(&at, "impair", err.text, NULL);
}
