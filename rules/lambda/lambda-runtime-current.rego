# METADATA
# title: Functions use a runtime that AWS supports
# description: >-
#   A deprecated runtime gets no more security patches, and after a while a function that uses one can be neither made
#   nor changed. With the setting `runtime_notice_days`, a runtime that is to be deprecated within so many days counts
#   too, seen from the setting `date` (2026-11-01), or from the day of the table of runtimes.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
# custom:
#   id: lambda-runtime-current
#   severity: medium
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   decides_on: [Runtime]
#   settings: [runtime_notice_days]
#   optional_settings: [date]
#   requirements: [S20]
#   aliases: ["checkov:CKV_AWS_363"]
#   frameworks:
#     nist-800-53-r5: [SI-2]
#   remediation: Move to the newest runtime of the language, and test the function with it.
#   profiles: [requirements]
package guardian.rules.lambda_runtime_current

import data.guardian.data.lambda_runtimes
import data.guardian.functions
import data.guardian.graph

today := graph.setting("date") if graph.setting("date")

today := lambda_runtimes.values.date if not graph.setting("date")

notice := graph.setting("runtime_notice_days") if graph.setting("runtime_notice_days")

notice := 0 if not graph.setting("runtime_notice_days")

# Days since a fixed day, for the difference of two: the months are counted from March on.
days(date) := (((365 * year) + floor(year / 4)) - floor(year / 100)) + ((floor(year / 400) + floor(((153 * month) + 2) / 5)) + number_of(parts[2])) if {
	parts := split(date, "-")
	month := (number_of(parts[1]) + 9) % 12
	year := to_number(parts[0]) - floor(month / 10)
}

# `08` is no number in JSON.
number_of(part) := to_number(trim_prefix(part, "0"))

violations contains graph.violation(function, ["Runtime"], message) if {
	some function in functions.all
	end := lambda_runtimes.values.runtimes[function.properties.Runtime]
	end <= today
	message := sprintf("function %v uses %v, which AWS deprecated on %v", [function.id, function.properties.Runtime, end])
}

violations contains graph.violation(function, ["Runtime"], message) if {
	some function in functions.all
	end := lambda_runtimes.values.runtimes[function.properties.Runtime]
	end > today
	left := days(end) - days(today)
	left <= notice
	message := sprintf("function %v uses %v, which AWS deprecates on %v, %v days after %v", [
		function.id, function.properties.Runtime, end, left, today,
	])
}

undetermined contains graph.undetermined(function, ["Runtime"], reason) if {
	some function in functions.all
	is_string(function.properties.Runtime)
	not lambda_runtimes.values.runtimes[function.properties.Runtime]
	reason := sprintf("the runtime %v is not in the table of runtimes", [function.properties.Runtime])
}
