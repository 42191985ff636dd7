# METADATA
# title: Functions are versioned and have an alias
# description: >-
#   A published version does not change any more, and an alias says which one is live. A function without them has only
#   $LATEST.
# related_resources:
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
# - https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
# custom:
#   id: lambda-has-alias
#   severity: low
#   existence: true
#   resources: [AWS::Lambda::Function, AWS::Serverless::Function]
#   reads: [AWS::Lambda::Alias, AWS::Lambda::Version]
#   decides_on: [AutoPublishAlias]
#   requirements: [S8]
#   aliases: []
#   frameworks: {}
#   remediation: Add an AWS::Lambda::Version of the function and an AWS::Lambda::Alias that points at it.
#   profiles: [serverless]
package guardian.rules.lambda_has_alias

import data.guardian.functions
import data.guardian.graph

violations contains graph.violation(function, [], message) if {
	some function in functions.all
	not function.properties.AutoPublishAlias
	missing := [name |
		some name, type in {"version": "AWS::Lambda::Version", "alias": "AWS::Lambda::Alias"}
		count(graph.referrers(function, type, ["FunctionName"])) == 0
	]
	count(missing) > 0
	message := sprintf("function %v has no %v", [function.id, concat(" and no ", sort(missing))])
}

violations contains graph.violation_with(function, [], message, related) if {
	some function in functions.all
	aliases := graph.referrers(function, "AWS::Lambda::Alias", ["FunctionName"])
	some alias in aliases
	alias.properties.FunctionVersion == "$LATEST"
	related := [graph.related(alias, ["FunctionVersion"], "the alias")]
	message := sprintf("alias %v of function %v points at $LATEST", [alias.id, function.id])
}
