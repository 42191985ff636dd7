# METADATA
# title: Resource policies do not let everybody in
# description: >-
#   A queue, topic, key, secret, repository, file system, vault or search domain whose policy allows the principal `*`
#   is open to every AWS account, and often to callers without one. A condition on the account, the organization, the
#   network or the source of the request closes it, if its value is no wildcard; an `…IfExists` condition does not. An
#   OpenSearch domain is also closed by a VPC or by fine-grained access control. Bucket policies, Lambda permissions and
#   API policies have rules of their own.
# related_resources:
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
# - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html
# - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
# custom:
#   id: resource-policy-not-public
#   severity: critical
#   resources: [AWS::SQS::QueuePolicy, AWS::SQS::QueueInlinePolicy, AWS::SNS::TopicPolicy, AWS::SNS::TopicInlinePolicy,
#     AWS::KMS::Key, AWS::KMS::ReplicaKey, AWS::SecretsManager::ResourcePolicy, AWS::ECR::Repository,
#     AWS::ECR::RegistryPolicy, AWS::ECR::RepositoryCreationTemplate, AWS::ECR::PublicRepository, AWS::EFS::FileSystem,
#     AWS::Elasticsearch::Domain, AWS::OpenSearchService::Domain, AWS::Backup::BackupVault,
#     AWS::Backup::LogicallyAirGappedBackupVault, AWS::Events::EventBus, AWS::Events::EventBusPolicy,
#     AWS::EventSchemas::RegistryPolicy, AWS::Logs::ResourcePolicy, AWS::Logs::Destination, AWS::Logs::LogGroup,
#     AWS::DynamoDB::Table, AWS::DynamoDB::GlobalTable, AWS::Kinesis::ResourcePolicy, AWS::MSK::ClusterPolicy,
#     AWS::Glue::ResourcePolicy, AWS::CodeArtifact::Domain, AWS::CodeArtifact::Repository, AWS::MediaStore::Container,
#     AWS::SSM::ResourcePolicy, AWS::SageMaker::ModelPackageGroup, AWS::S3Tables::TableBucketPolicy,
#     AWS::S3Tables::TablePolicy, AWS::S3Vectors::VectorBucketPolicy, AWS::Redshift::Cluster,
#     AWS::RedshiftServerless::Namespace, AWS::Bedrock::ResourcePolicy, AWS::Lex::ResourcePolicy, AWS::Oam::Sink,
#     AWS::XRay::ResourcePolicy, AWS::CloudTrail::ResourcePolicy, AWS::DSQL::Cluster, AWS::APS::ResourcePolicy,
#     AWS::OSIS::Pipeline, AWS::RUM::AppMonitor, AWS::PaymentCryptography::Key]
#   facts: [statements]
#   decides_on: []
#   judges: form
#   requirements: [N18]
#   aliases: ["checkov:CKV_AWS_32", "checkov:CKV_AWS_33", "cfn_nag:F18", "cfn_nag:F21", "cfn_nag:F76", "trivy:AWS-0032",
#     "cdk-nag:ECROpenAccess", "cdk-nag:EventBusOpenAccess", "cdk-nag:OpenSearchNoUnsignedOrAnonymousAccess",
#     "guard-registry:SNS_TOPICPOLICY_NO_WILDCARD_PRINCIPAL", "guard-registry:SQS_QUEUEPOLICY_NO_WILDCARD_PRINCIPAL",
#     "guard-registry:KMS_NO_WILDCARD_PRINCIPAL", "cfripper:KMSKeyWildcardPrincipalRule",
#     "cfripper:SQSQueuePolicyPublicRule", "cfripper:GenericResourceFullWildcardPrincipalRule", "kics:ae53ce91",
#     "kics:9b6a3f5b", "kics:f6049677", "kics:75be209d", "kics:5c666ed9"]
#   frameworks:
#     pci-dss-3.2.1: ["7.1.1", "7.2.1"]
#     nist-800-53-r5: [AC-3, AC-4, AC-6, AC-21]
#   remediation: >-
#     Name the accounts, roles or services that need access, or add a condition on aws:SourceArn, aws:SourceAccount or
#     aws:PrincipalOrgID.
#   profiles: [default, requirements]
package guardian.rules.resource_policy_not_public

import data.guardian.graph
import data.guardian.policy

# Judged elsewhere, or public by their nature.
elsewhere := {
	"AWS::S3::BucketPolicy", "AWS::S3::AccessPoint", "AWS::S3::MultiRegionAccessPointPolicy",
	"AWS::S3ObjectLambda::AccessPointPolicy", "AWS::S3Express::BucketPolicy", "AWS::S3Express::AccessPoint",
	"AWS::S3Outposts::BucketPolicy", "AWS::S3Outposts::AccessPoint",
	"AWS::Lambda::Permission", "AWS::Lambda::LayerVersionPermission", "AWS::Lambda::ResourcePolicy",
	"AWS::ApiGateway::RestApi", "AWS::ApiGateway::DomainNameV2", "AWS::Serverless::Api",
	"AWS::VpcLattice::AuthPolicy", "AWS::VpcLattice::ResourcePolicy",
}

statements := [statement |
	some statement in graph.statements("resource")
	not policy.owner(statement).type in elsewhere
	not closed_domain(policy.owner(statement))
]

violations contains graph.violation(node, principal.path, message) if {
	some statement in statements
	some principal in policy.public_principals(statement)
	node := policy.owner(statement)
	message := sprintf("%v of %v lets everybody in: its principal is %v and no condition closes it%v", [
		policy.name(statement), node.id, principal.value, closest(statement),
	])
}

# What a condition that is there lacks, so that nobody has to guess why it does not count.
closest(statement) := sprintf(" (%v does not)", [concat(", ", names)]) if {
	names := [sprintf("%v on %v", [condition.operator, condition.key]) | some condition in statement.conditions]
	count(names) > 0
}

closest(statement) := "" if count(statement.conditions) == 0

undetermined contains graph.undetermined(node, principal.path, reason) if {
	some statement in statements
	some principal in policy.maybe_public_principals(statement)
	node := policy.owner(statement)
	reason := sprintf("whom %v lets in is not known", [graph.show(principal.value)])
}

# A search domain in a VPC is reached through its security groups; one with fine-grained access control asks for a user,
# and AWS recommends an open policy with it.
closed_domain(node) if {
	node.type in {"AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"}
	node.properties.VPCOptions
}

closed_domain(node) if {
	node.type in {"AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"}
	graph.is_true(node.properties.AdvancedSecurityOptions.Enabled)
	not graph.is_true(node.properties.AdvancedSecurityOptions.AnonymousAuthEnabled)
}
