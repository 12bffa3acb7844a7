/* SPDX-License-Identifier: MIT */
/*
 * One guest, watched. It ends in three ways: its machine ends, by itself or because its
 * kernel has panicked; it says nothing for too long, though its agent says every second
 * that it lives; or it does not come up in time. In each of them the last lines of its
 * console tell most.
 */
#include "harness/guests/guest.h"

#include <stdlib.h>
#include <string.h>

#include "harness/auto.h"

#define LINES_SHOWN 24

const char *nb_guest_panic(const char *console)
{
	return strstr(console, "Kernel panic");
}

const char *nb_guest_last_lines(const char *console, unsigned int count)
{
	const char *at = console + strlen(console);

	while (at > console && at[-1] == '\n')
		at--;
	for (; at > console; at--)
		if (at[-1] == '\n' && --count == 0)
			break;
	return at;
}

/* What the console says of a panic, or last; without what a terminal would do with it. */
static void keep_console(struct nb_guest *guest)
{
	const char *panic = nb_guest_panic(guest->machine.tail);
	const char *at =
		panic ? panic : nb_guest_last_lines(guest->machine.tail, LINES_SHOWN);
	unsigned int lines = 0;

	nb_buffer_release(&guest->console);
	for (; *at && lines < LINES_SHOWN; lines += *at++ == '\n')
		if (*at == '\n' || *at == '\t' || (unsigned char)*at >= ' ')
			nb_buffer_add(&guest->console, at, 1);
}

static void end(struct nb_guest *guest, const char *type, const char *why,
		const char *more)
{
	guest->state = NB_GUEST_ENDED;
	guest->type = type;
	nb_error_set(&guest->why, 0, "%s%s", why, more);
	keep_console(guest);
}

static void end_of_machine(struct nb_guest *guest)
{
	const char *panic = nb_guest_panic(guest->machine.tail);
	nb_auto_free char *line = panic ? strndup(panic, strcspn(panic, "\r\n")) : NULL;

	if (line)
		end(guest, "guest.panic", "guest panicked: ", line);
	else if (guest->state == NB_GUEST_BOOTS)
		end(guest, "guest.ended", "guest ended before it was up", "");
	else
		end(guest, "guest.ended", "guest ended", "");
}

void nb_guest_watch(struct nb_guest *guest)
{
	if (guest->state != NB_GUEST_BOOTS && guest->state != NB_GUEST_UP)
		return;
	if (!nb_machine_hear(&guest->machine))
		end_of_machine(guest);
	else if (nb_deadline_passed(&guest->patience))
		end(guest, "guest.hung", "guest hung: ",
		    guest->state == NB_GUEST_BOOTS ? "it did not come up in time"
						   : "nothing was heard from it");
}

struct nb_guest_case *nb_guest_place(struct nb_guest *guest, const char *id)
{
	for (unsigned int i = 0; id && i < guest->nplaces; i++)
		if (guest->places[i].is_taken && !strcmp(guest->places[i].id, id))
			return &guest->places[i];
	return NULL;
}

struct nb_guest_case *nb_guest_free_place(struct nb_guest *guest)
{
	for (unsigned int i = 0; guest->state == NB_GUEST_UP && i < guest->nplaces; i++)
		if (!guest->places[i].is_taken)
			return &guest->places[i];
	return NULL;
}

void nb_guest_leave(struct nb_guest *guest, struct nb_guest_case *place)
{
	free(place->id);
	*place = (struct nb_guest_case){ 0 };
	guest->taken--;
}

void nb_guest_stop(struct nb_guest *guest)
{
	nb_machine_stop(&guest->machine);
	nb_lines_release(&guest->lines);
	nb_buffer_release(&guest->console);
	for (unsigned int i = 0; i < guest->nplaces; i++)
		if (guest->places[i].is_taken)
			nb_guest_leave(guest, &guest->places[i]);
	free(guest->kernel);
	guest->kernel = NULL;
	guest->why = (struct nb_error){ 0 };
	guest->state = NB_GUEST_OFF;
}
