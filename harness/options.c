/* SPDX-License-Identifier: MIT */
/* One table of options; what parses and what prints it. */
#include "harness/options.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	FLAG,	/* bool */
	NUMBER, /* unsigned int */
	TIME,	/* unsigned int, ms; "30", "30s", "500ms", "2m" */
	TEXT,	/* const char * */
	WORDS,	/* struct nb_words, may come again */
	REPORT, /* one more struct nb_report_wish */
	CHOICE, /* unsigned int: which of the words of @arg, from 1 or from 0 */
};

struct option {
	const char *name;
	char letter; /* 0 = none */
	enum kind kind;
	size_t member;
	const char *arg;       /* shown; of a CHOICE: its words, apart by "|" */
	const char *otherwise; /* value when none is given; NULL = one must be given */
	unsigned int first;    /* of a CHOICE: the number of its first word */
	const char *help;
};

#define MEMBER(name) offsetof(struct nb_options, name)

static const struct option options[] = {
	{ "list", 'l', CHOICE, MEMBER(list), "text|json", "text", NB_LIST_TEXT,
	  "show what would run, and run nothing" },
	{ "tag", 't', WORDS, MEMBER(tags), "TAG", NULL, 0,
	  "only cases with this tag; !TAG: only cases without it; may come again, all "
	  "must "
	  "hold" },
	{ "exact", 0, WORDS, MEMBER(exact), "SUITE/CASE", NULL, 0,
	  "this case, by its whole name; may come again" },
	{ "last-failed", 0, FLAG, MEMBER(last_failed), NULL, NULL, 0,
	  "only cases that did not pass in the last run with this report folder" },
	{ "lacking", 0, FLAG, MEMBER(lacking), NULL, NULL, 0,
	  "only cases that need what the kernel of this machine lacks" },
	{ "shard", 0, TEXT, MEMBER(shard), "M/N", NULL, 0,
	  "the Mth of N parts of the selected cases; 1/1 = all of them, whatever the "
	  "environment says" },
	{ "shuffle", 0, TEXT, MEMBER(shuffle), "SEED", "", 0,
	  "run in an order made from SEED, which is printed" },
	{ "jobs", 'j', NUMBER, MEMBER(jobs), "N", NULL, 0,
	  "cases that run at the same time; without it as many as cores and memory "
	  "allow" },
	{ "kernel", 0, TEXT, MEMBER(kernel), "GUEST", NULL, 0,
	  "run cases in a guest: qemu, qemu:IMAGE, qemu:IMAGE,modules=DIR or uml; auto: "
	  "only those that need what the kernel of this machine lacks" },
	{ "guests", 0, NUMBER, MEMBER(guests), "N", NULL, 0,
	  "guests at the same time, each with --jobs places; 1 unless given" },
	{ "deadline", 0, TIME, MEMBER(deadline_ms), "TIME", NULL, 0,
	  "kill a case after so long, 60s unless the case says otherwise; 500ms, 30s, "
	  "2m" },
	{ "slow", 0, TIME, MEMBER(slow_ms), "TIME", NULL, 0,
	  "tell of a case that runs longer, 10s" },
	{ "repeat", 0, NUMBER, MEMBER(repeat), "N", NULL, 0, "run every case N times" },
	{ "until-fail", 0, FLAG, MEMBER(until_fail), NULL, NULL, 0,
	  "repeat until a case does not pass, at most --repeat times if that is given" },
	{ "retries", 0, NUMBER, MEMBER(retries), "N", NULL, 0,
	  "try a case that did not pass up to N times more; if it passes then it is "
	  "FLAKY" },
	{ "flaky", 0, CHOICE, MEMBER(flaky), "pass|fail", NULL, NB_FLAKY_PASS,
	  "what a FLAKY case does to the exit status" },
	{ "fail-fast", 'x', FLAG, MEMBER(fail_fast), NULL, NULL, 0,
	  "start no further case once one has not passed" },
	{ "max-fail", 0, NUMBER, MEMBER(max_fail), "N", NULL, 0,
	  "start no further case once N have not passed" },
	{ "keep", 0, FLAG, MEMBER(keep), NULL, NULL, 0,
	  "leave the lab of the first case that fails standing, tell how to enter its "
	  "nodes "
	  "and how to end it" },
	{ "evidence", 0, CHOICE, MEMBER(evidence), "failure|all|none", NULL,
	  NB_EVIDENCE_FAILURE, "of which cases packets, logs and states are kept" },
	{ "report-dir", 0, TEXT, MEMBER(report_dir), "DIR", NULL, 0,
	  "where reports and evidence go: build/report where there is a build, else "
	  "nestbed-report" },
	{ "junit", 0, REPORT, 0, "FILE", "", 0,
	  "write JUnit XML to FILE, or into the report folder; - is standard output" },
	{ "json", 0, REPORT, 0, "FILE", "", 0,
	  "write JSON to FILE, or into the report folder; - is standard output" },
	{ "tap", 0, REPORT, 0, "FILE", "", 0,
	  "write TAP 14 to FILE, or into the report folder; - is standard output" },
	{ "gradescope", 0, REPORT, 0, "FILE", "", 0,
	  "write the results.json of Gradescope to FILE, or into the report folder; - is "
	  "standard output" },
	{ "classroom", 0, REPORT, 0, "FILE", "", 0,
	  "write the result of GitHub Classroom to FILE, or into the report folder; - is "
	  "standard output" },
	{ "markdown", 0, REPORT, 0, "FILE", "", 0,
	  "write a page for a job summary to FILE, or into the report folder; - is "
	  "standard output" },
	{ "junit-strict", 0, FLAG, MEMBER(junit_strict), NULL, NULL, 0,
	  "JUnit without what the schema of Jenkins refuses" },
	{ "attachment-base", 0, TEXT, MEMBER(attachment_base), "DIR", NULL, 0,
	  "tell paths of attachments relative to this folder" },
	{ "events", 0, TEXT, MEMBER(events), "FILE", NULL, 0,
	  "write every change as a line of JSON at once; - is standard output" },
	{ "durations", 0, NUMBER, MEMBER(durations), "N", "10", 0,
	  "show the N slowest cases at the end" },
	{ "color", 0, CHOICE, MEMBER(color), "auto|never|always", "always", 0,
	  "colours; auto: on a terminal, and as NO_COLOR and its friends say" },
	{ "quiet", 'q', FLAG, MEMBER(quiet), NULL, NULL, 0,
	  "no line for a case that passed" },
	{ "output", 0, FLAG, MEMBER(output), NULL, NULL, 0,
	  "show what a case printed also when it passed" },
	{ "help", 'h', CHOICE, MEMBER(help), "text|man|bash|zsh", "text", NB_HELP_TEXT,
	  "this list; as a section of a manual page, or as a shell completion" },
};

#define COUNT (sizeof(options) / sizeof(options[0]))

static int add_word(struct nb_words *words, const char *word)
{
	const char **bigger = realloc(words->word, (words->count + 1) * sizeof(*bigger));

	if (!bigger)
		return -1;
	words->word = bigger;
	words->word[words->count++] = word;
	return 0;
}

static int add_report(struct nb_options *to, const char *name, const char *path)
{
	struct nb_report_wish *bigger =
		realloc(to->reports, (to->nreports + 1) * sizeof(*bigger));

	if (!bigger)
		return -1;
	to->reports = bigger;
	to->reports[to->nreports++] = (struct nb_report_wish){ name, path };
	return 0;
}

static int parse_number(const char *text, unsigned int *ret, char **end)
{
	unsigned long number;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	number = strtoul(text, end, 10);
	if (errno || number > INT_MAX)
		return -1;
	*ret = (unsigned int)number;
	return 0;
}

static int parse_time(const char *text, unsigned int *ret)
{
	static const struct {
		const char *name;
		unsigned int ms;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 } };
	unsigned int number;
	char *end;

	if (parse_number(text, &number, &end) < 0 || number == 0)
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(end, units[i].name) && number <= INT_MAX / units[i].ms) {
			*ret = number * units[i].ms;
			return 0;
		}
	return -1;
}

static int parse_choice(const struct option *option, const char *text, unsigned int *ret)
{
	unsigned int number = option->first;
	const char *word = option->arg;

	for (;; number++, word = strchr(word, '|') + 1) {
		size_t len = strcspn(word, "|");

		if (strlen(text) == len && !strncmp(text, word, len)) {
			*ret = number;
			return 0;
		}
		if (!word[len])
			return -1;
	}
}

static int set(const struct option *option, const char *value, struct nb_options *ret)
{
	void *member = (char *)ret + option->member;
	char *end = NULL;

	switch (option->kind) {
	case FLAG:
		*(bool *)member = true;
		return 0;
	case NUMBER:
		return parse_number(value, member, &end) < 0 || *end ? -1 : 0;
	case TIME:
		return parse_time(value, member);
	case TEXT:
		*(const char **)member = value;
		return 0;
	case WORDS:
		return *value ? add_word(member, value) : -1;
	case REPORT:
		return add_report(ret, option->name, value);
	case CHOICE:
		return parse_choice(option, value, member);
	}
	return -1;
}

/* The option of that name, or the only one that begins so; NULL with @err set. */
static const struct option *find_long(const char *name, size_t len, struct nb_error *err)
{
	const struct option *found = NULL;

	for (size_t i = 0; i < COUNT; i++) {
		if (strncmp(options[i].name, name, len) != 0)
			continue;
		if (!options[i].name[len])
			return &options[i];
		if (found) {
			nb_error_set(err, 0, "--%.*s: may be --%s or --%s", (int)len,
				     name, found->name, options[i].name);
			return NULL;
		}
		found = &options[i];
	}
	if (!found)
		nb_error_set(err, 0, "--%.*s: no such option", (int)len, name);
	return found;
}

static const struct option *find_letter(char letter, struct nb_error *err)
{
	for (size_t i = 0; i < COUNT; i++)
		if (options[i].letter == letter)
			return &options[i];
	nb_error_set(err, 0, "-%c: no such option", letter);
	return NULL;
}

static int set_or_tell(const struct option *option, const char *value,
		       struct nb_options *ret, struct nb_error *err)
{
	if (!value)
		return nb_error_set(err, 0, "--%s: needs %s", option->name, option->arg);
	if (set(option, value, ret) < 0)
		return nb_error_set(err, 0, "--%s: %s is not %s", option->name, value,
				    option->arg);
	return 0;
}

/* "--name", "--name=value", "--name value"; a value that may be left out only with "=". */
static int parse_long(char **argv, int *at, struct nb_options *ret, struct nb_error *err)
{
	const char *name = argv[*at] + 2;
	size_t len = strcspn(name, "=");
	const struct option *option = find_long(name, len, err);

	if (!option)
		return -1;
	if (option->kind == FLAG && name[len])
		return nb_error_set(err, 0, "--%s: takes no value", option->name);
	if (name[len])
		return set_or_tell(option, name + len + 1, ret, err);
	if (option->kind == FLAG || option->otherwise)
		return set_or_tell(option, option->otherwise ? option->otherwise : "",
				   ret, err);
	if (!argv[*at + 1])
		return set_or_tell(option, NULL, ret, err);
	return set_or_tell(option, argv[++*at], ret, err);
}

/* "-x", "-j4", "-j 4" */
static int parse_letters(char **argv, int *at, struct nb_options *ret,
			 struct nb_error *err)
{
	const char *letter = argv[*at] + 1;

	for (; *letter; letter++) {
		const struct option *option = find_letter(*letter, err);

		if (!option)
			return -1;
		if (option->kind == FLAG || (option->otherwise && !letter[1])) {
			set(option, option->otherwise ? option->otherwise : "", ret);
			continue;
		}
		if (letter[1])
			return set_or_tell(option, letter + 1, ret, err);
		if (!argv[*at + 1])
			return set_or_tell(option, NULL, ret, err);
		return set_or_tell(option, argv[++*at], ret, err);
	}
	return 0;
}

static int parse_word(char **argv, int *at, struct nb_options *ret, struct nb_error *err)
{
	const char *word = argv[*at];

	if (word[0] == '-' && word[1] == '-')
		return parse_long(argv, at, ret, err);
	if (word[0] == '-' && word[1])
		return parse_letters(argv, at, ret, err);
	return add_word(&ret->words, word) < 0 ? nb_error_set(err, ENOMEM, "options") : 0;
}

int nb_options_parse(int argc, char **argv, struct nb_options *ret, struct nb_error *err)
{
	struct nb_options parsed = { .deadline_ms = 60000, .slow_ms = 10000 };
	bool only_words = false;

	for (int i = 1; i < argc; i++) {
		int rc = 0;

		if (!only_words && !strcmp(argv[i], "--"))
			only_words = true;
		else if (only_words)
			rc = add_word(&parsed.words, argv[i]);
		else
			rc = parse_word(argv, &i, &parsed, err);
		if (rc < 0) {
			nb_options_release(&parsed);
			return nb_error_set(err, ENOMEM, "options");
		}
	}
	if (parsed.kernel && parsed.keep) {
		nb_options_release(&parsed);
		return nb_error_set(err, 0,
				    "--keep: not with --kernel: guests end with the run");
	}
	if (parsed.fail_fast || parsed.keep)
		parsed.max_fail = 1;
	*ret = parsed;
	return 0;
}

void nb_options_release(struct nb_options *parsed)
{
	free(parsed->words.word);
	free(parsed->tags.word);
	free(parsed->exact.word);
	free(parsed->reports);
	*parsed = (struct nb_options){ 0 };
}

/* "[=SEED]", "=N", "" */
static const char *shown_arg(const struct option *option, char *text, size_t size)
{
	if (option->kind == FLAG)
		return "";
	snprintf(text, size, option->otherwise ? "[=%s]" : "=%s", option->arg);
	return text;
}

static void print_text(FILE *to, const struct option *option)
{
	char arg[64], head[96];

	snprintf(head, sizeof(head), "--%s%s", option->name,
		 shown_arg(option, arg, sizeof(arg)));
	if (option->letter)
		fprintf(to, "  -%c, %-26s %s\n", option->letter, head, option->help);
	else
		fprintf(to, "      %-26s %s\n", head, option->help);
}

/* In roff a "-" is a hyphen and a "\\" begins an escape. */
static void print_roff(FILE *to, const char *text)
{
	for (; *text; text++) {
		if (*text == '-' || *text == '\\')
			fputc('\\', to);
		fputc(*text, to);
	}
}

static void print_man(FILE *to, const struct option *option)
{
	char arg[64];

	fputs(".TP\n", to);
	if (option->letter)
		fprintf(to, "\\fB\\-%c\\fR, ", option->letter);
	fputs("\\fB\\-\\-", to);
	print_roff(to, option->name);
	fputs("\\fR", to);
	print_roff(to, shown_arg(option, arg, sizeof(arg)));
	fputc('\n', to);
	print_roff(to, option->help);
	fputc('\n', to);
}

static void print_bash(FILE *to, const struct option *option)
{
	if (option->letter)
		fprintf(to, " -%c", option->letter);
	fprintf(to, " --%s%s", option->name,
		option->kind == FLAG || option->otherwise ? "" : "=");
	for (const char *word = option->arg; option->kind == CHOICE && word;
	     word = strchr(word, '|') ? strchr(word, '|') + 1 : NULL)
		fprintf(to, " --%s=%.*s", option->name, (int)strcspn(word, "|"), word);
}

static void print_zsh(FILE *to, const struct option *option)
{
	char words[64] = "";

	if (option->kind == CHOICE) {
		snprintf(words, sizeof(words), ":(%s)", option->arg);
		for (char *c = words; (c = strchr(c, '|')) != NULL;)
			*c = ' ';
	}
	fprintf(to, "\t\t'--%s%s[%s]%s%s%s' \\\n", option->name,
		option->kind == FLAG ? ""
		: option->otherwise  ? "=-"
				     : "=",
		option->help,
		option->kind == FLAG ? ""
		: option->otherwise  ? "::"
				     : ":",
		option->kind == FLAG ? "" : option->name, words);
}

static const struct {
	const char *before;
	void (*print)(FILE *to, const struct option *option);
	const char *after;
} forms[] = {
	[NB_HELP_TEXT] = { "usage: nestbed run [OPTION ...] PROGRAM|GLOB|@FILE ...\n\n"
			   "A PROGRAM is an existing file; a GLOB selects among "
			   "SUITE/CASE;\n"
			   "a FILE has a name or a glob a line.\n\n",
			   print_text,
			   "\nExit status: 0 passed, 1 not all passed, 2 usage, 3 "
			   "nestbed "
			   "itself failed,\n4 nothing selected, 5 no labs on this "
			   "machine "
			   "(nestbed doctor), 130 interrupted\n" },
	[NB_HELP_MAN] = { "", print_man, "" },
	[NB_HELP_BASH] = { "# bash completion of nestbed, made by: nestbed run "
			   "--help=bash\n"
			   "_nestbed()\n{\n"
			   "\tlocal word=${COMP_WORDS[COMP_CWORD]} options='",
			   print_bash,
			   "'\n\n"
			   "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
			   "\t\tmapfile -t COMPREPLY < <(compgen -W "
			   "'run doctor report topology version help' -- \"$word\")\n"
			   "\telif [[ $word == -* ]]; then\n"
			   "\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" -- "
			   "\"$word\")\n"
			   "\t\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
			   "\telse\n"
			   "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
			   "\tfi\n}\n"
			   "complete -o filenames -F _nestbed nestbed\n" },
	[NB_HELP_ZSH] = { "#compdef nestbed\n"
			  "# zsh completion of nestbed, made by: nestbed run --help=zsh\n"
			  "if (( CURRENT == 2 )); then\n"
			  "\t_values command run doctor report topology version help\n"
			  "else\n"
			  "\tshift words; (( CURRENT-- ))\n"
			  "\t_arguments -s \\\n",
			  print_zsh, "\t\t'*:program or glob:_files'\nfi\n" },
};

void nb_options_print(FILE *to, enum nb_help_how how)
{
	fputs(forms[how].before, to);
	for (size_t i = 0; i < COUNT; i++)
		forms[how].print(to, &options[i]);
	fputs(forms[how].after, to);
}
