# Properties that hold a password, token or key, and how their value comes into the template.
package guardian.secret

import data.guardian.graph

# By type: property paths, `[*]` for every item of a list.
databases := {
	"AWS::AmazonMQ::Broker": ["Users[*].Password"],
	"AWS::DMS::Endpoint": [
		"Password", "MongoDbSettings.Password", "KafkaSettings.SaslPassword", "OracleSettings.AsmPassword",
		"RedisSettings.AuthPassword",
	],
	"AWS::DocDB::DBCluster": ["MasterUserPassword"],
	"AWS::DocDBElastic::Cluster": ["AdminUserPassword"],
	"AWS::ElastiCache::ReplicationGroup": ["AuthToken"],
	"AWS::ElastiCache::User": ["Passwords[*]", "AuthenticationMode.Passwords[*]"],
	"AWS::Elasticsearch::Domain": ["AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword"],
	"AWS::Glue::Connection": ["ConnectionInput.ConnectionProperties.PASSWORD"],
	"AWS::KinesisFirehose::DeliveryStream": ["RedshiftDestinationConfiguration.Password"],
	"AWS::Lightsail::Database": ["MasterUserPassword"],
	"AWS::MemoryDB::User": ["AuthenticationMode.Passwords[*]"],
	"AWS::OpenSearchService::Domain": ["AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword"],
	"AWS::OpsWorks::Stack": ["RdsDbInstances[*].DbPassword"],
	"AWS::QuickSight::DataSource": ["Credentials.CredentialPair.Password"],
	"AWS::RDS::DBCluster": ["MasterUserPassword"],
	"AWS::RDS::DBInstance": ["MasterUserPassword", "TdeCredentialPassword"],
	"AWS::Redshift::Cluster": ["MasterUserPassword"],
	"AWS::RedshiftServerless::Namespace": ["AdminUserPassword"],
	"AWS::Timestream::InfluxDBInstance": ["Password"],
}

others := {
	"AWS::Amplify::App": ["AccessToken", "OauthToken", "BasicAuthConfig.Password"],
	"AWS::Amplify::Branch": ["BasicAuthConfig.Password"],
	"AWS::ApiGateway::ApiKey": ["Value"],
	"AWS::AppStream::DirectoryConfig": ["ServiceAccountCredentials.AccountPassword"],
	"AWS::CodeBuild::SourceCredential": ["Token"],
	"AWS::CodePipeline::Webhook": ["AuthenticationConfiguration.SecretToken"],
	"AWS::Cognito::UserPoolIdentityProvider": ["ProviderDetails.client_secret"],
	"AWS::DirectoryService::MicrosoftAD": ["Password"],
	"AWS::DirectoryService::SimpleAD": ["Password"],
	"AWS::EMR::Cluster": [
		"KerberosAttributes.ADDomainJoinPassword", "KerberosAttributes.CrossRealmTrustPrincipalPassword",
		"KerberosAttributes.KdcAdminPassword",
	],
	"AWS::ElasticLoadBalancingV2::Listener": ["DefaultActions[*].AuthenticateOidcConfig.ClientSecret"],
	"AWS::ElasticLoadBalancingV2::ListenerRule": ["Actions[*].AuthenticateOidcConfig.ClientSecret"],
	"AWS::Events::Connection": [
		"AuthParameters.ApiKeyAuthParameters.ApiKeyValue", "AuthParameters.BasicAuthParameters.Password",
		"AuthParameters.OAuthParameters.ClientParameters.ClientSecret",
	],
	"AWS::FSx::FileSystem": ["WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password"],
	"AWS::IAM::User": ["LoginProfile.Password"],
	"AWS::KinesisFirehose::DeliveryStream": [
		"SplunkDestinationConfiguration.HECToken",
		"HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey",
		"SnowflakeDestinationConfiguration.PrivateKey",
	],
	"AWS::Lambda::Permission": ["EventSourceToken"],
	"AWS::ManagedBlockchain::Member": [
		"MemberConfiguration.MemberFrameworkConfiguration.MemberFabricConfiguration.AdminPassword",
	],
	"AWS::OpsWorks::App": ["AppSource.Password", "SslConfiguration.PrivateKey"],
	"AWS::OpsWorks::Stack": ["CustomCookbooksSource.Password"],
	"AWS::Pinpoint::APNSChannel": ["PrivateKey", "TokenKey"],
	"AWS::Pinpoint::APNSSandboxChannel": ["PrivateKey", "TokenKey"],
	"AWS::Pinpoint::APNSVoipChannel": ["PrivateKey", "TokenKey"],
	"AWS::Pinpoint::APNSVoipSandboxChannel": ["PrivateKey", "TokenKey"],
	"AWS::Pinpoint::GCMChannel": ["ApiKey"],
	"Alexa::ASK::Skill": ["AuthenticationConfiguration.ClientSecret", "AuthenticationConfiguration.RefreshToken"],
}

# The values of such properties that are there: `{"node", "path", "name", "value"}`.
values(table) := [{"node": node, "path": path, "name": name(path), "value": value} |
	some type, patterns in table
	some node in graph.resources(type)
	some pattern in patterns
	some path in paths(node, pattern)
	value := graph.at(node.properties, path)
]

paths(_, pattern) := [split(pattern, ".")] if not contains(pattern, "[*]")

paths(node, pattern) := [path |
	some start in items(node, split(split(pattern, "[*]")[0], "."))
	path := array.concat(start, steps(split(pattern, "[*]")[1]))
] if {
	contains(pattern, "[*]")
}

# The paths of a list's items; of the value itself, where it stands without a list around it.
items(node, path) := [array.concat(path, [index]) | some index, _ in graph.at(node.properties, path)] if {
	is_array(graph.at(node.properties, path))
}

items(node, path) := [path] if not is_array(graph.at(node.properties, path))

steps(text) := [] if text == ""

steps(text) := split(trim_prefix(text, "."), ".") if text != ""

name(path) := concat(".", [step | some step in path; is_string(step)])

# How a value that is no secret is exposed, in words that do not repeat it.
exposure(row) := "is written in the template" if {
	literal(row.value)
	not graph.parameter_at(row.node, row.path)
}

exposure(row) := sprintf("is the default of parameter %v", [parameter.parameter]) if {
	literal(row.value)
	parameter := graph.parameter_at(row.node, row.path)
	parameter.default
}

exposure(row) := sprintf("comes from parameter %v, which lacks NoEcho", [parameter.parameter]) if {
	literal(row.value)
	parameter := graph.parameter_at(row.node, row.path)
	not parameter.default
	not parameter.no_echo
}

exposure(row) := sprintf("comes from parameter %v, which lacks NoEcho", [parameter_name(row.value)]) if {
	not input.parameters[parameter_name(row.value)].no_echo
}

exposure(row) := "is a plain parameter of Parameter Store, not a secure string" if {
	row.value["$dynamic"].service == "ssm"
}

literal(value) if {
	is_string(value)
	value != ""
}

literal(value) if is_number(value)

# The parameter without a default that a value is.
parameter_name(value) := value["$unknown"].name if value["$unknown"].reason == "parameter"
