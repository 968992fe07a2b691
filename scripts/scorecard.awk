# SPDX-License-Identifier: GPL-2.0-only
#
# Part of scripts/scorecard: reads the rows, then KTAP logs; prints the scorecard. Says on standard
# error what is wrong with it; the exit status is 1 then.

function wrong(text) {
	print "scorecard: " text > "/dev/stderr"
	bad = 1
}

function trim(text) {
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}

# One row of docs/rfc-scorecard.rows.
function read_row(    n, part) {
	n = split($0, part, "|")
	if (n != 5) {
		wrong(FILENAME ":" FNR ": five fields expected, " n " found")
		return
	}
	id = trim(part[1])
	if (id in clause)
		wrong(FILENAME ":" FNR ": " id " is there twice")
	order[++rows] = id
	clause[id] = trim(part[2])
	level[id] = trim(part[3])
	usual[id] = trim(part[4])
	does[id] = trim(part[5])
	if (does[id] ~ /^!/) {
		reason[id] = trim(substr(does[id], 2))
		if (reason[id] == "")
			wrong(FILENAME ":" FNR ": " id " is not claimed for no reason")
	}
}

# One result. Its ids stand in brackets at the end of its name.
function read_result(    name, passed, list, n, i, part) {
	if (/# *(SKIP|TODO|XFAIL)/)
		return
	passed = $1 == "ok"
	name = $0
	sub(/^(not )?ok [0-9]* *(- )?/, "", name)
	if (!match(name, / \[[A-Z0-9][A-Za-z0-9. -]*\]$/))
		return
	list = substr(name, RSTART + 2, RLENGTH - 3)
	name = substr(name, 1, RSTART - 1)
	# What was measured is another one each time.
	gsub(/ \([0-9][^)]*\)/, "", name)
	n = split(list, part, " ")
	for (i = 1; i <= n; i++) {
		if (part[i] !~ /^[A-Z]+-?[0-9]+(\.[0-9]+)?[a-z]?$/)
			return
	}
	for (i = 1; i <= n; i++) {
		if (!(part[i] in clause)) {
			wrong(program ": no such id: " part[i] " (" name ")")
			continue
		}
		if (!passed) {
			wrong(program ": " part[i] " failed: " name)
			continue
		}
		add(part[i], name)
	}
}

function add(id, name) {
	if ((id, program, name) in seen)
		return
	seen[id, program, name] = 1
	if (!((id, program) in count)) {
		count[id, program] = 0
		programs[id] = programs[id] (programs[id] == "" ? "" : " ") program
	}
	count[id, program]++
	proofs[id] = proofs[id] "- `" program "`: " name "\n"
	kernels[id] = kernel
}

function cell(id,    list, n, i, part) {
	n = split(programs[id], part, " ")
	for (i = 1; i <= n; i++)
		list = list (i > 1 ? ", " : "") "`" part[i] "` " count[id, part[i]]
	return list
}

function anchor(text) {
	text = tolower(text)
	gsub(/[^a-z0-9 -]/, "", text)
	gsub(/ /, "-", text)
	return text
}

FNR == 1 {
	file++
	program = FILENAME
	sub(/.*\//, "", program)
	sub(/\.log$/, "", program)
}

file == 1 && /^== / { heading[rows + 1] = substr($0, 4); next }
file == 1 && /^(#|$)/ { next }
file == 1 { read_row(); next }

/^# kernel release / { kernel = $4; sub(/[-+].*/, "", kernel); sub(/\.[0-9]+$/, "", kernel); next }
/^(not )?ok( |$)/ { read_result() }

END {
	for (i = 1; i <= rows; i++) {
		id = order[i]
		if (id in proofs) {
			claimed++
			if (id in reason)
				wrong(id " is not claimed, yet proved")
		} else if (!(id in reason)) {
			wrong(id " has no passing test and no reason")
		}
	}
	if (bad)
		exit 1

	print "<!-- SPDX-License-Identifier: GPL-2.0-only -->"
	print "<!-- Made by make scorecard of docs/rfc-scorecard.rows and the tests' results. -->"
	print "# What the RFCs ask, and what natgw does\n"
	print claimed + 0 " of " rows " claimed, each by tests that passed in the run this page was made of."
	print "The ids are this project's own; the clause says where the demand is from. How the tests"
	print "are run: [testing.md](testing.md). What is not claimed says why.\n"
	for (i = 1; i <= rows; i++) {
		id = order[i]
		if (i in heading) {
			print (i > 1 ? "\n" : "") "## " heading[i] "\n"
			print "| id | clause | level | default | what natgw does | tests | result | kernel |"
			print "|---|---|---|---|---|---|---|---|"
		}
		if (id in reason)
			printf "| %s | %s | %s | %s | not claimed: %s | | not claimed | |\n", id,
				clause[id], level[id], usual[id], reason[id]
		else
			printf "| [%s](#%s) | %s | %s | %s | %s | %s | pass | %s |\n", id,
				anchor(id), clause[id], level[id], usual[id], does[id], cell(id),
				kernels[id]
	}
	print "\n## The tests"
	for (i = 1; i <= rows; i++) {
		if (order[i] in proofs)
			printf "\n### %s\n\n%s", order[i], proofs[order[i]]
	}
}
