#!/bin/bash
# The examples for users' gates parse, and each runs the one command.
set -u
cd "$(dirname "$0")/.." || exit 1
. ci/tally.sh
cd ci/examples || exit 1

has_steps() { # FILE PYTHON: a program that gets the parsed file as "it"
	python3 -c 'import sys, yaml; it = yaml.safe_load(open(sys.argv[1])); '"$2" "$1"
}

expect "GitHub workflow" has_steps github-workflow.yml '
job = it["jobs"]["nestbed"]
assert True in it or "on" in it  # YAML 1.1 reads on as true
commands = [step["run"] for step in job["steps"] if "run" in step]
assert "sudo make -C tests check" in commands, commands
assert all(("run" in step) != ("uses" in step) for step in job["steps"])'
expect "GitLab job" has_steps gitlab-ci.yml '
(job,) = it.values()
assert job["script"] == ["make -C tests check"], job
assert job["artifacts"]["reports"]["junit"]'
expect "Containerfile" grep -qx 'CMD \["make", "-C", "tests", "check"\]' Containerfile
expect "Containerfile knows its instructions" \
	sh -c "! sed -e ':a' -e '/\\\\\$/N; s/\\\\\n//; ta' Containerfile |
		grep -vE '^(#.*|FROM|COPY|RUN|CMD)( |\$)' | grep ."
expect "the README's Makefile has that target" grep -q '^check: routes' ../../README.md
finish
