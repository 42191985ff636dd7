# METADATA
# title: Passwords, tokens and keys are not in the template
# description: >-
#   Directories, webhooks, push channels, identity providers and sign-in profiles take a secret as a property. Written
#   in the template, as the default of a parameter, from a parameter without NoEcho or from a plain Parameter Store
#   parameter, it can be read by everyone who may see the template, the stack or its history. Database passwords have a
#   rule of their own.
# related_resources:
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
# - https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# custom:
#   id: credential-not-literal
#   severity: high
#   resources: [AWS::Amplify::App, AWS::Amplify::Branch, AWS::ApiGateway::ApiKey, AWS::AppStream::DirectoryConfig,
#     AWS::CodeBuild::SourceCredential, AWS::CodePipeline::Webhook, AWS::Cognito::UserPoolIdentityProvider,
#     AWS::DirectoryService::MicrosoftAD, AWS::DirectoryService::SimpleAD, AWS::EMR::Cluster,
#     AWS::ElasticLoadBalancingV2::Listener, AWS::ElasticLoadBalancingV2::ListenerRule, AWS::Events::Connection,
#     AWS::FSx::FileSystem, AWS::IAM::User, AWS::KinesisFirehose::DeliveryStream, AWS::Lambda::Permission,
#     AWS::ManagedBlockchain::Member, AWS::OpsWorks::App, AWS::OpsWorks::Stack, AWS::Pinpoint::APNSChannel,
#     AWS::Pinpoint::APNSSandboxChannel, AWS::Pinpoint::APNSVoipChannel, AWS::Pinpoint::APNSVoipSandboxChannel,
#     AWS::Pinpoint::GCMChannel, Alexa::ASK::Skill]
#   decides_on: []
#   judges: form
#   requirements: [N14, P14]
#   aliases: ["cfn_nag:F31", "cfn_nag:F36", "cfn_nag:F41", "cfn_nag:F42", "cfn_nag:F43", "cfn_nag:F45", "cfn_nag:F46",
#     "cfn_nag:F47", "cfn_nag:F48", "cfn_nag:F49", "cfn_nag:F50", "cfn_nag:F51", "cfn_nag:F53", "cfn_nag:F56",
#     "cfn_nag:F57", "cfn_nag:F58", "cfn_nag:F60", "cfn_nag:F61", "cfn_nag:F62", "cfn_nag:F63", "cfn_nag:F64",
#     "cfn_nag:F65", "cfn_nag:F67", "cfn_nag:F68", "cfn_nag:F69", "cfn_nag:F71", "cfn_nag:F74", "cfn_nag:F75",
#     "guard-registry:MICROSOFT_AD_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD",
#     "guard-registry:KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD", "kics:73980e43",
#     "kics:71493c8b", "kics:03b38885", "kics:dfb56e5d", "kics:3c3b7a58", "kics:5b48c507", "kics:06b9f52a",
#     "kics:6685d912", "kics:06adef8c"]
#   frameworks:
#     pci-dss-3.2.1: ["8.2.1"]
#     nist-800-53-r5: [IA-5]
#   remediation: Refer to a secret with `{{resolve:secretsmanager:…}}`, then change the one that was exposed.
#   profiles: [default, requirements]
package guardian.rules.credential_not_literal

import data.guardian.graph
import data.guardian.secret

violations contains graph.violation(row.node, row.path, message) if {
	some row in secret.values(secret.others)
	message := sprintf("%v of %v %v", [row.name, row.node.id, secret.exposure(row)])
}
