# METADATA
# title: SageMaker notebooks do not reach the internet by themselves
# description: >-
#   A notebook with direct internet access sends data out past the VPC, where no endpoint policy, firewall or flow log
#   sees it. AWS gives it where nothing is said.
# related_resources:
# - https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html
# custom:
#   id: sagemaker-notebook-no-direct-internet
#   severity: high
#   resources: [AWS::SageMaker::NotebookInstance]
#   decides_on: [DirectInternetAccess]
#   requirements: []
#   aliases:
#   - guard-registry:SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS
#   - cdk-nag:SageMakerNotebookNoDirectInternetAccess
#   - kics:88d55d94
#   remediation: Set DirectInternetAccess to Disabled and give the notebook a subnet.
#   profiles: [default]
package guardian.rules.sagemaker_notebook_no_direct_internet

import data.guardian.graph

violations contains graph.violation(notebook, ["DirectInternetAccess"], message) if {
	some notebook in graph.resources("AWS::SageMaker::NotebookInstance")
	not notebook.properties.DirectInternetAccess == "Disabled"
	state := graph.show_at(notebook.properties, ["DirectInternetAccess"], "absent, which means Enabled")
	message := sprintf("notebook %v reaches the internet past the VPC: DirectInternetAccess is %v", [notebook.id, state])
}
