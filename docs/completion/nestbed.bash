# bash completion of nestbed, made by: nestbed run --help=bash
_nestbed()
{
	local word=${COMP_WORDS[COMP_CWORD]} options=' -l --list --list=text --list=json -t --tag= --exact= --last-failed --lacking --shard= --shuffle -j --jobs= --kernel= --guests= --deadline= --slow= --repeat= --until-fail --retries= --flaky= --flaky=pass --flaky=fail -x --fail-fast --max-fail= --keep --evidence= --evidence=failure --evidence=all --evidence=none --report-dir= --junit --json --tap --gradescope --classroom --markdown --junit-strict --attachment-base= --events= --durations --color --color=auto --color=never --color=always -q --quiet --output -h --help --help=text --help=man --help=bash --help=zsh'

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run doctor report topology version help' -- "$word")
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}
complete -o filenames -F _nestbed nestbed
