/* SPDX-License-Identifier: MIT */
/*
 * Workers: one process in namespaces of its own, with a small init as their PID 1.
 *
 * The runner's side. nb_worker_start() returns at once; everything that happens after
 * arrives at descriptors that can be polled.
 */
#ifndef HARNESS_WORKER_H
#define HARNESS_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "nestbed/error.h"

#define NB_WORKER_RECORD_FD 3 /* where a program finds its record socket */
#define NB_WORKER_LEAKS 4096  /* bytes of text about processes left running */

/**
 * struct nb_worker_spec - What to run
 * @program:	Path of the program
 * @env:	Its whole environment, ends with NULL, see nb_environment_new()
 * @output:	Descriptor that becomes its stdout and stderr; borrowed
 */
struct nb_worker_spec {
	const char *program;
	const char *const *env;
	int output;
};

/**
 * struct nb_worker - One that was started
 * @pid:	Of its init; 0 = none
 * @pidfd:	Readable when all its processes are gone
 * @control:	Readable when the program has ended: nb_worker_receive_end()
 * @records:	What the program says: nb_record_receive()
 * @is_user:	It has a user namespace of its own
 */
struct nb_worker {
	pid_t pid;
	int pidfd;
	int control;
	int records;
	bool is_user;
};

enum nb_worker_how {
	NB_WORKER_ENDED = 0,	 /* the program was executed and has ended */
	NB_WORKER_NO_EXEC,	 /* it could not be executed */
	NB_WORKER_NO_NAMESPACES, /* the namespaces could not be prepared */
};

/**
 * struct nb_worker_end - How the program ended, as its init tells it
 * @status:	As waitpid() tells
 * @err:	Why not, unless NB_WORKER_ENDED
 * @leaks:	Processes that it left running, "comm: command line", a line each
 */
struct nb_worker_end {
	enum nb_worker_how how;
	int status;
	struct nb_error err;
	char leaks[NB_WORKER_LEAKS];
};

/**
 * nb_worker_start() - Run a program in fresh PID, mount, network, IPC and UTS namespaces
 *
 * And in a user namespace when it needs one. All of it ends with nb_worker_kill(), or
 * with the calling thread, however that ends.
 *
 * Return: 0; -1 with @err set (EPERM, ENOSPC: this machine allows no namespaces)
 */
int nb_worker_start(const struct nb_worker_spec *spec, struct nb_worker *ret,
		    struct nb_error *err);

/** nb_worker_receive_end() - 1 = the end, 0 = init died before it could tell, -1 = not
 * yet */
int nb_worker_receive_end(const struct nb_worker *worker, struct nb_worker_end *ret);

/** nb_worker_kill() - Begin the end of all its processes; @pidfd tells when they are gone
 */
void nb_worker_kill(const struct nb_worker *worker);

/** nb_worker_reap() - true when all its processes are gone; releases the descriptors then
 */
bool nb_worker_reap(struct nb_worker *worker);

/** nb_worker_wait() - The same, waiting for it */
void nb_worker_wait(struct nb_worker *worker);

/**
 * nb_worker_let_stay() - It shall outlive the runner; releases the descriptors
 * @halts:	Its program is stopped first (SIGSTOP), so that it undoes nothing
 *
 * Return: 0 when its init has taken note; -1 = it has not
 */
int nb_worker_let_stay(struct nb_worker *worker, bool halts, struct nb_error *err);

/* What the runner says to init: it may stay; the same with its program stopped. */
#define NB_WORKER_STAY 's'
#define NB_WORKER_HALT 'h'

/*
 * PID 1 of a worker, harness/workerinit.c: runs in the new namespaces, never returns.
 * @control, @records: this side's ends. @uid, @gid: outside, mapped when @is_user is set.
 */
struct nb_workerinit {
	const struct nb_worker_spec *spec;
	int control;
	int records;
	bool is_user;
	uid_t uid;
	gid_t gid;
};
_Noreturn void nb_workerinit_main(const struct nb_workerinit *init);

#endif /* HARNESS_WORKER_H */
