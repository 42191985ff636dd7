# METADATA
# title: API caches are encrypted
# description: >-
#   A cache keeps answers, with what they say about the person who asked. API Gateway leaves cached data unencrypted
#   where CacheDataEncrypted is absent, and AppSync leaves its cache so at rest and in transit.
# related_resources:
# - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
# - https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html
# custom:
#   id: api-cache-encrypted
#   severity: medium
#   resources: [AWS::ApiGateway::Stage, AWS::ApiGateway::Deployment, AWS::Serverless::Api, AWS::AppSync::ApiCache]
#   decides_on:
#   - CacheClusterEnabled
#   - "MethodSettings[*].CachingEnabled"
#   - "MethodSettings[*].CacheDataEncrypted"
#   - AtRestEncryptionEnabled
#   - TransitEncryptionEnabled
#   requirements: [B18]
#   aliases: ["trivy:AWS-0002"]
#   remediation: >-
#     Set CacheDataEncrypted to true wherever CachingEnabled is; on an AppSync cache, both AtRestEncryptionEnabled and
#     TransitEncryptionEnabled.
#   profiles: [requirements]
package guardian.rules.api_cache_encrypted

import data.guardian.graph

settings contains row if {
	some stage in graph.resources_of(["AWS::ApiGateway::Stage", "AWS::Serverless::Api"])
	graph.is_true(stage.properties.CacheClusterEnabled)
	some index, setting in graph.as_list(stage.properties.MethodSettings)
	row := {"node": stage, "path": ["MethodSettings", index], "value": setting}
}

settings contains row if {
	some deployment in graph.resources("AWS::ApiGateway::Deployment")
	graph.is_true(deployment.properties.StageDescription.CacheClusterEnabled)
	some index, setting in graph.as_list(deployment.properties.StageDescription.MethodSettings)
	row := {"node": deployment, "path": ["StageDescription", "MethodSettings", index], "value": setting}
}

violations contains graph.violation(row.node, array.concat(row.path, ["CacheDataEncrypted"]), message) if {
	some row in settings
	graph.is_true(row.value.CachingEnabled)
	not graph.is_true(row.value.CacheDataEncrypted)
	state := graph.show_at(row.value, ["CacheDataEncrypted"], "absent, and API Gateway leaves it off")
	message := sprintf("cache of %v keeps answers in plain text: CacheDataEncrypted is %v", [row.node.id, state])
}

violations contains graph.violation(cache, [property], message) if {
	some cache in graph.resources("AWS::AppSync::ApiCache")
	some property in ["AtRestEncryptionEnabled", "TransitEncryptionEnabled"]
	not graph.is_true(cache.properties[property])
	state := graph.show_at(cache.properties, [property], "absent, and AppSync leaves it off")
	message := sprintf("cache %v is not encrypted: %v is %v", [cache.id, property, state])
}
