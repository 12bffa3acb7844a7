/* SPDX-License-Identifier: MIT */
/* Files of a node, judged by their presence and content. Pure. */
#ifndef ASSERTIONS_FILES_H
#define ASSERTIONS_FILES_H

#include "assertions/judge.h"

/** struct nb_file_seen - What was found of a file */
struct nb_file_seen {
	bool is_there;
	bool has_folder;     /* the folder that would hold it exists */
	const char *content; /* NULL = not read */
};

struct nb_judgement nb_judge_presence(const char *node, const char *path, bool wanted,
				      const struct nb_file_seen *seen);
/** nb_judge_content() - All of it (@is_all), or a part */
struct nb_judgement nb_judge_content(const char *node, const char *path,
				     const char *wanted, bool is_all,
				     const struct nb_file_seen *seen);
struct nb_judgement nb_judge_lack(const char *node, const char *path,
				  const char *unwanted, const struct nb_file_seen *seen);

#endif /* ASSERTIONS_FILES_H */
