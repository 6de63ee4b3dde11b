# SPDX-License-Identifier: Apache-2.0
# Reads a text exposition of OpenMetrics 1.0 and prints what a strict reader refuses in it, one line each;
# exit 1 if there is anything. Of the standard: the order of lines, names, types, units, quoting, numbers,
# no family in two parts, no sample twice, and # EOF at the very end.
function bad(text)
{
	print FILENAME ":" FNR ": " text
	status = 1
}

# What @line begins with that matches, taken off it; "" and a complaint otherwise.
function take(regex, what)
{
	if (!match(line, "^" regex)) {
		bad("no " what " at " substr(line, 1, 40))
		line = ""
		return ""
	}
	taken = substr(line, 1, RLENGTH)
	line = substr(line, RLENGTH + 1)
	return taken
}

ended { bad("a line after # EOF") }

/^# EOF$/ { ended = 1; next }

/^# (TYPE|UNIT|HELP) / {
	if ($2 == "TYPE") {
		if ($3 in types) {
			bad("family " $3 " comes a second time")
		}
		family = $3
		types[family] = $4
		if ($4 !~ /^(gauge|counter|stateset|info|histogram|summary|unknown)$/) {
			bad("type " $4)
		}
	} else if ($3 != family) {
		bad($2 " of " $3 " in the family " family)
	} else if ($2 == "UNIT" && substr(family, length(family) - length($4)) != "_" $4) {
		bad("unit " $4 " is not the end of " family)
	}
	if (family !~ /^[a-zA-Z_:][a-zA-Z0-9_:]*$/) {
		bad("name " family)
	}
	next
}

{
	line = $0
	labels = ""
	states = 0
	name = take("[a-zA-Z_:][a-zA-Z0-9_:]*", "name")
	if (name != family (types[family] == "info" ? "_info" : "")) {
		bad("sample " name " in the family " family)
	}
	if (substr(line, 1, 1) == "{") {
		take("[{]", "brace")
		split("", seen)
		while (line != "" && substr(line, 1, 1) != "}") {
			label = take("[a-zA-Z_][a-zA-Z0-9_]*=", "label")
			value = take("\"([^\"\\\\]|\\\\[\"\\\\n])*\"", "quoted value")
			if (label in seen) {
				bad("label " label " twice")
			}
			seen[label] = 1
			states += label == family "="
			labels = labels label value
			if (substr(line, 1, 1) == ",") {
				take(",", "comma")
			}
		}
		take("[}]", "brace")
	}
	number = take(" ([-+]?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?|[-+]Inf|NaN)$", "number")
	if ((name, labels) in samples) {
		bad("sample " name labels " a second time")
	}
	samples[name, labels] = 1
	if (types[family] == "stateset" && (states != 1 || number !~ /^ [01]$/)) {
		bad("a state without its label, or neither 0 nor 1")
	}
}

END {
	if (!ended) {
		bad("no # EOF")
	}
	exit status
}
