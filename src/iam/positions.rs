//! Where policies stand in CloudFormation: a table of resource type, property path and form, sorted by type.
//!
//! Looked up in the resource schemas of the CloudFormation registry and in the specification of AWS SAM. What is not
//! IAM's policy language (Cedar, OpenSearch Serverless, data protection, routing) does not stand here.

use super::statement::PolicyKind::{self, Endpoint, Identity, Organization, Resource, Session, Trust};

/// A place where resources of a type hold policies.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// The resource type.
    pub resource: &'static str,
    /// Keys from `Properties` down, separated by dots; `*` stands for every item of a list (or its only item, alone).
    pub path: &'static str,
    /// What stands there.
    pub form: Form,
    /// What kind of policy it is.
    pub kind: PolicyKind,
}

/// How a policy is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A policy document with `Statement`, as an object or as JSON text.
    Document,
    /// One statement or a list of them, without a document around.
    Statements,
    /// One statement spread over the properties of the resource.
    Grant(&'static Grant),
}

/// Which properties make up a statement, which always allows. A name that a resource does not have is an element that it does not have.
#[derive(Debug)]
pub struct Grant {
    /// The property with the statement's id.
    pub sid: &'static str,
    /// The property with the principals; without it there is no statement.
    pub principal: &'static str,
    /// The property with the actions.
    pub action: &'static str,
    /// The property that names the resource.
    pub resource: &'static str,
    /// Conditions: property, operator, condition key.
    pub conditions: &'static [(&'static str, &'static str, &'static str)],
    /// The property that holds conditions written out: its name, then the names below it.
    pub written: Option<WrittenCondition>,
}

/// The names in a condition that is written as an object.
#[derive(Clone, Copy, Debug)]
pub struct WrittenCondition {
    /// The property with one condition or a list of them.
    pub property: &'static str,
    /// The key of the operator.
    pub operator: &'static str,
    /// The key of the condition key.
    pub key: &'static str,
    /// The key of the values.
    pub value: &'static str,
}

const NOTHING: Grant = Grant {
    sid: "StatementId",
    principal: "Principal",
    action: "Action",
    resource: "",
    conditions: &[],
    written: None,
};

/// What `lambda:AddPermission` writes into the function's policy.
static FUNCTION: Grant = Grant {
    sid: "Id",
    resource: "FunctionName",
    conditions: &[
        ("SourceArn", "ArnLike", "aws:SourceArn"),
        ("SourceAccount", "StringEquals", "aws:SourceAccount"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
        ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
        ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
        ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
    ],
    ..NOTHING
};
static LAYER: Grant = Grant {
    sid: "Id",
    resource: "LayerVersionArn",
    conditions: &[("OrganizationId", "StringEquals", "aws:PrincipalOrgID")],
    ..NOTHING
};
static AUTHORITY: Grant = Grant {
    sid: "",
    action: "Actions",
    resource: "CertificateAuthorityArn",
    conditions: &[("SourceAccount", "StringEquals", "aws:SourceAccount")],
    ..NOTHING
};
static EVENT_BUS: Grant = Grant {
    resource: "EventBusName",
    written: Some(WrittenCondition { property: "Condition", operator: "Type", key: "Key", value: "Value" }),
    ..NOTHING
};
static SIGNING_PROFILE: Grant = Grant { resource: "ProfileName", ..NOTHING };
static Q_APPLICATION: Grant = Grant {
    action: "Actions",
    resource: "ApplicationId",
    written: Some(WrittenCondition {
        property: "Conditions",
        operator: "ConditionOperator",
        key: "ConditionKey",
        value: "ConditionValues",
    }),
    ..NOTHING
};

const fn document(resource: &'static str, path: &'static str, kind: PolicyKind) -> Position {
    Position { resource, path, form: Form::Document, kind }
}

const fn statements(resource: &'static str, path: &'static str, kind: PolicyKind) -> Position {
    Position { resource, path, form: Form::Statements, kind }
}

const fn grant(resource: &'static str, grant: &'static Grant) -> Position {
    Position { resource, path: "", form: Form::Grant(grant), kind: Resource }
}

/// Every position, sorted by resource type.
pub static POSITIONS: &[Position] = &[
    grant("AWS::ACMPCA::Permission", &AUTHORITY),
    document("AWS::AIOps::InvestigationGroup", "InvestigationGroupPolicy", Resource),
    document("AWS::APS::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::ApiGateway::DomainNameV2", "Policy", Resource),
    document("AWS::ApiGateway::RestApi", "Body.x-amazon-apigateway-policy", Resource),
    document("AWS::ApiGateway::RestApi", "Policy", Resource),
    document("AWS::Backup::BackupVault", "AccessPolicy", Resource),
    document("AWS::Backup::LogicallyAirGappedBackupVault", "AccessPolicy", Resource),
    document("AWS::Bedrock::KnowledgeBasePolicy", "PolicyDocument", Resource),
    document("AWS::Bedrock::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::BedrockAgentCore::ResourcePolicy", "Policy", Resource),
    document("AWS::CloudTrail::ResourcePolicy", "ResourcePolicy", Resource),
    document("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", Resource),
    document("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", Resource),
    document("AWS::Comprehend::DocumentClassifier", "ModelPolicy", Resource),
    document("AWS::Comprehend::EntityRecognizer", "ModelPolicy", Resource),
    document("AWS::DSQL::Cluster", "PolicyDocument", Resource),
    document(
        "AWS::DynamoDB::GlobalTable",
        "Replicas.*.ReplicaStreamSpecification.ResourcePolicy.PolicyDocument",
        Resource,
    ),
    document("AWS::DynamoDB::GlobalTable", "Replicas.*.ResourcePolicy.PolicyDocument", Resource),
    document("AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", Resource),
    document("AWS::DynamoDB::Table", "StreamSpecification.ResourcePolicy.PolicyDocument", Resource),
    document("AWS::EC2::VPCEndpoint", "PolicyDocument", Endpoint),
    document("AWS::ECR::PublicRepository", "RepositoryPolicyText", Resource),
    document("AWS::ECR::RegistryPolicy", "PolicyText", Resource),
    document("AWS::ECR::Repository", "RepositoryPolicyText", Resource),
    document("AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", Resource),
    document("AWS::EFS::FileSystem", "FileSystemPolicy", Resource),
    document("AWS::EKS::PodIdentityAssociation", "Policy", Session),
    document("AWS::Elasticsearch::Domain", "AccessPolicies", Resource),
    document("AWS::EventSchemas::RegistryPolicy", "Policy", Resource),
    document("AWS::Events::EventBus", "Policy", Resource),
    grant("AWS::Events::EventBusPolicy", &EVENT_BUS),
    statements("AWS::Events::EventBusPolicy", "Statement", Resource),
    document("AWS::EventsV2::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::FSx::S3AccessPointAttachment", "S3AccessPoint.Policy", Resource),
    document("AWS::IAM::Group", "Policies.*.PolicyDocument", Identity),
    document("AWS::IAM::GroupPolicy", "PolicyDocument", Identity),
    document("AWS::IAM::ManagedPolicy", "PolicyDocument", Identity),
    document("AWS::IAM::Policy", "PolicyDocument", Identity),
    document("AWS::IAM::Role", "AssumeRolePolicyDocument", Trust),
    document("AWS::IAM::Role", "Policies.*.PolicyDocument", Identity),
    document("AWS::IAM::RolePolicy", "PolicyDocument", Identity),
    document("AWS::IAM::User", "Policies.*.PolicyDocument", Identity),
    document("AWS::IAM::UserPolicy", "PolicyDocument", Identity),
    document("AWS::IoT::Policy", "PolicyDocument", Identity),
    document("AWS::KMS::Key", "KeyPolicy", Resource),
    document("AWS::KMS::ReplicaKey", "KeyPolicy", Resource),
    document("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", Resource),
    grant("AWS::Lambda::LayerVersionPermission", &LAYER),
    grant("AWS::Lambda::Permission", &FUNCTION),
    document("AWS::Lambda::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::Lex::ResourcePolicy", "Policy", Resource),
    document("AWS::Logs::DeliveryDestination", "DeliveryDestinationPolicy.DeliveryDestinationPolicy", Resource),
    document("AWS::Logs::Destination", "DestinationPolicy", Resource),
    document("AWS::Logs::LogGroup", "ResourcePolicyDocument", Resource),
    document("AWS::Logs::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::MSK::ClusterPolicy", "Policy", Resource),
    document("AWS::MediaPackageV2::ChannelPolicy", "Policy", Resource),
    document("AWS::MediaPackageV2::OriginEndpointPolicy", "Policy", Resource),
    document("AWS::MediaStore::Container", "Policy", Resource),
    document("AWS::MediaTailor::ChannelPolicy", "Policy", Resource),
    document("AWS::ODB::OdbNetwork", "KmsPolicyDocument", Endpoint),
    document("AWS::ODB::OdbNetwork", "S3PolicyDocument", Endpoint),
    document("AWS::ODB::OdbNetwork", "StsPolicyDocument", Endpoint),
    document("AWS::OSIS::Pipeline", "ResourcePolicy.Policy", Resource),
    document("AWS::Oam::Sink", "Policy", Resource),
    document("AWS::Omics::SequenceStore", "S3AccessPolicy", Resource),
    document("AWS::OpenSearchService::Domain", "AccessPolicies", Resource),
    document("AWS::Organizations::Policy", "Content", Organization),
    document("AWS::Organizations::ResourcePolicy", "Content", Resource),
    document("AWS::PaymentCryptography::Key", "Policy", Resource),
    grant("AWS::QBusiness::Permission", &Q_APPLICATION),
    document("AWS::RUM::AppMonitor", "ResourcePolicy.PolicyDocument", Resource),
    document("AWS::Redshift::Cluster", "NamespaceResourcePolicy", Resource),
    document("AWS::RedshiftServerless::Namespace", "NamespaceResourcePolicy", Resource),
    document("AWS::RolesAnywhere::Profile", "SessionPolicy", Session),
    document("AWS::S3::AccessPoint", "Policy", Resource),
    document("AWS::S3::BucketPolicy", "PolicyDocument", Resource),
    document("AWS::S3::MultiRegionAccessPointPolicy", "Policy", Resource),
    document("AWS::S3Express::AccessPoint", "Policy", Resource),
    document("AWS::S3Express::BucketPolicy", "PolicyDocument", Resource),
    document("AWS::S3Files::FileSystemPolicy", "Policy", Resource),
    document("AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", Resource),
    document("AWS::S3Outposts::AccessPoint", "Policy", Resource),
    document("AWS::S3Outposts::BucketPolicy", "PolicyDocument", Resource),
    document("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", Resource),
    document("AWS::S3Tables::TablePolicy", "ResourcePolicy", Resource),
    document("AWS::S3Vectors::VectorBucketPolicy", "Policy", Resource),
    document("AWS::SMSVOICE::ResourcePolicy", "PolicyDocument", Resource),
    document("AWS::SNS::TopicInlinePolicy", "PolicyDocument", Resource),
    document("AWS::SNS::TopicPolicy", "PolicyDocument", Resource),
    document("AWS::SQS::QueueInlinePolicy", "PolicyDocument", Resource),
    document("AWS::SQS::QueuePolicy", "PolicyDocument", Resource),
    document("AWS::SSM::ResourcePolicy", "Policy", Resource),
    document("AWS::SSO::PermissionSet", "InlinePolicy", Identity),
    document("AWS::SageMaker::ModelPackageGroup", "ModelPackageGroupPolicy", Resource),
    document("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", Resource),
    statements("AWS::Serverless::Api", "Auth.ResourcePolicy.CustomStatements", Resource),
    document("AWS::Serverless::Api", "DefinitionBody.x-amazon-apigateway-policy", Resource),
    document("AWS::Serverless::Api", "Policy", Resource),
    document("AWS::Serverless::Function", "AssumeRolePolicyDocument", Trust),
    document("AWS::Serverless::Function", "Policies.*", Identity),
    document("AWS::Serverless::StateMachine", "Policies.*", Identity),
    grant("AWS::Signer::ProfilePermission", &SIGNING_PROFILE),
    document("AWS::Transfer::User", "Policy", Session),
    document("AWS::VpcLattice::AuthPolicy", "Policy", Resource),
    document("AWS::VpcLattice::ResourcePolicy", "Policy", Resource),
    document("AWS::XRay::ResourcePolicy", "PolicyDocument", Resource),
];

/// The positions of a resource type.
pub fn of(resource: &str) -> &'static [Position] {
    let start = POSITIONS.partition_point(|position| position.resource < resource);
    let rest = POSITIONS.get(start..).unwrap_or_default();
    let count = rest.iter().take_while(|position| position.resource == resource).count();
    rest.get(..count).unwrap_or_default()
}
