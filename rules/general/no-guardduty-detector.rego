# METADATA
# title: No GuardDuty detector is made
# description: >-
#   An account has one detector for each region. A second one cannot be made, so the stack fails wherever the security
#   team turned GuardDuty on, and where it is the first one, removing the stack turns GuardDuty off for all.
# related_resources:
# - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-guardduty-detector.html
# custom:
#   id: no-guardduty-detector
#   severity: medium
#   resources: [AWS::GuardDuty::Detector]
#   decides_on: []
#   requirements: [C26]
#   aliases: []
#   remediation: Remove the detector, and write down that the account must have GuardDuty on.
#   profiles: [pci-payments]
package guardian.rules.no_guardduty_detector

import data.guardian.graph

violations contains graph.violation(detector, [], message) if {
	some detector in graph.resources("AWS::GuardDuty::Detector")
	message := sprintf("detector %v belongs to the account, not to this stack", [detector.id])
}
