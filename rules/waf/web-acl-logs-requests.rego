# METADATA
# title: Web ACLs log requests
# description: >-
#   Without a logging configuration a web ACL shows only samples of the last three hours, and what it let through or
#   blocked can be proved to nobody.
# related_resources:
# - https://docs.aws.amazon.com/waf/latest/developerguide/logging.html
# custom:
#   id: web-acl-logs-requests
#   severity: medium
#   existence: true
#   resources: [AWS::WAFv2::WebACL]
#   reads: [AWS::WAFv2::LoggingConfiguration]
#   decides_on: []
#   judges: form
#   requirements: [C37]
#   aliases: []
#   frameworks:
#     pci-dss-3.2.1: ["10.1", "10.3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: Add an AWS::WAFv2::LoggingConfiguration with the ARN of the web ACL and a destination.
#   profiles: [pci-payments]
package guardian.rules.web_acl_logs_requests

import data.guardian.graph

configurations := graph.resources("AWS::WAFv2::LoggingConfiguration")

unlogged := [acl |
	some acl in graph.resources("AWS::WAFv2::WebACL")
	count(graph.referrers(acl, "AWS::WAFv2::LoggingConfiguration", ["ResourceArn"])) == 0
]

# Configurations that may be for any web ACL.
open_configurations := [configuration |
	some configuration in configurations
	graph.is_unknown(configuration.properties.ResourceArn)
]

violations contains graph.violation(acl, [], message) if {
	some acl in unlogged
	count(open_configurations) == 0
	message := sprintf("web ACL %v logs no requests: no logging configuration is for it", [acl.id])
}

undetermined contains graph.undetermined(acl, [], reason) if {
	some acl in unlogged
	some configuration in open_configurations
	reason := sprintf("which web ACL logging configuration %v is for is not known", [configuration.id])
}
