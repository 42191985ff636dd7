# METADATA
# title: Only the agreed account is named
# description: >-
#   An ARN with another account in it (setting account_id) reaches out of the system, or was copied from elsewhere and
#   reaches nothing. Accounts of AWS that deliver logs or publish layers are left out.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
# - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
# custom:
#   id: account-as-required
#   severity: medium
#   resources: ["AWS::*"]
#   decides_on: []
#   judges: form
#   requirements: [S18]
#   aliases: []
#   settings: [account_id]
#   remediation: Use AWS::AccountId in ARNs.
#   profiles: [serverless]
package guardian.rules.account_as_required

import data.guardian.data.aws_accounts
import data.guardian.graph
import data.guardian.search

account_in_arn := `arn:[a-z-]+:[a-z0-9-]*:[a-z0-9*-]*:[0-9]{12}:`

violations contains graph.violation(node, hit.path, message) if {
	search.anywhere(account_in_arn)
	wanted := sprintf("%v", [graph.setting("account_id")])
	some type, _ in input.by_type
	some node in graph.resources(type)
	some hit in search.texts(node, account_in_arn)
	not "Layers" in hit.path
	some arn in regex.find_n(account_in_arn, hit.text, -1)
	account := split(arn, ":")[4]
	account != wanted
	not account in aws_accounts.values.load_balancer_logs
	message := sprintf("%v names account %v and not %v", [node.id, account, wanted])
}
