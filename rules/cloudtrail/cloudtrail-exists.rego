# METADATA
# title: A trail is there
# description: >-
#   Where a system is to record every call, its template makes a trail. The event history that every account has keeps
#   ninety days, can be exported by nobody but its owner, and has no data events.
# related_resources:
# - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
# custom:
#   id: cloudtrail-exists
#   severity: medium
#   existence: true
#   resources: ["*"]
#   reads: ["*"]
#   decides_on: []
#   judges: form
#   requirements: [N20, B7]
#   aliases: []
#   frameworks:
#     cis-aws-1.4: ["3.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: >-
#     Add an AWS::CloudTrail::Trail with IsLogging, IsMultiRegionTrail and EnableLogFileValidation true, a KMSKeyId, and
#     a bucket of its own.
#   profiles: [novacart, secure-baseline]
package guardian.rules.cloudtrail_exists

import data.guardian.graph

violations contains graph.template_violation(["Resources"], "no trail is there to record the calls of the account") if {
	count(graph.resources("AWS::CloudTrail::Trail")) == 0
}
