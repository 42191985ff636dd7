# How CloudFront distributions are read: their origins, what those are, and their cache behaviours.
package guardian.cloudfront

import data.guardian.graph

distributions := graph.resources("AWS::CloudFront::Distribution")

# The origins of a distribution with their place.
origins(distribution) := [{"value": origin, "path": ["DistributionConfig", "Origins", index]} |
	some index, origin in graph.as_list(distribution.properties.DistributionConfig.Origins)
]

# The default behaviour and the others, with their place.
behaviors(distribution) := array.concat(
	[{"value": value, "path": ["DistributionConfig", "DefaultCacheBehavior"]} |
		value := distribution.properties.DistributionConfig.DefaultCacheBehavior
	],
	[{"value": value, "path": ["DistributionConfig", "CacheBehaviors", index]} |
		some index, value in graph.as_list(distribution.properties.DistributionConfig.CacheBehaviors)
	],
)

name(origin) := graph.show_at(origin.value, ["Id"], "without an id")

# The domain name as text; what is not known in it becomes `…`.
domain(origin) := origin.value.DomainName if is_string(origin.value.DomainName)

domain(origin) := concat("", [domain_part(item) | some item in origin.value.DomainName["$text"]]) if {
	graph.is_mixed(origin.value.DomainName)
}

domain_part(item) := item if is_string(item)

domain_part(item) := "…" if not is_string(item)

# The edges from an origin's domain name to resources of a type.
links(distribution, origin, type) := [edge |
	some edge in input.edges_from[distribution.key]
	array.slice(edge.path, 0, 4) == array.concat(origin.path, ["DomainName"])
	input.resources[edge.to].type == type
]

# --- S3 ---

# The buckets of the template that an origin is, and whether as a website.
buckets(distribution, origin) := [graph.resource(edge.to) |
	some edge in links(distribution, origin, "AWS::S3::Bucket")
	not is_website_attribute(edge)
]

is_website_attribute(edge) if edge.attribute == "WebsiteURL"

is_s3(distribution, origin) if {
	count(buckets(distribution, origin)) > 0
	not is_website(distribution, origin)
}

is_s3(distribution, origin) if {
	regex.match(`\.s3([.-][^.]+)?\.amazonaws\.com(\.cn)?$`, domain(origin))
	not is_website(distribution, origin)
}

is_s3(distribution, origin) if {
	origin.value.S3OriginConfig
	not is_website(distribution, origin)
}

is_website(distribution, origin) if {
	some edge in links(distribution, origin, "AWS::S3::Bucket")
	is_website_attribute(edge)
}

is_website(_, origin) if contains(domain(origin), ".s3-website")

# --- Load balancers ---

# The load balancers of the template that an origin is: under their own name, or by a DNS record of the template.
balancers(distribution, origin) := {graph.resource(edge.to) |
	some edge in links(distribution, origin, "AWS::ElasticLoadBalancingV2::LoadBalancer")
} | {balancer |
	some record in graph.resources("AWS::Route53::RecordSet")
	same_name(record.properties.Name, origin.value.DomainName)
	some balancer in graph.targets(record, [])
	balancer.type == "AWS::ElasticLoadBalancingV2::LoadBalancer"
}

# A record's name may end with a dot.
same_name(a, b) if {
	is_string(a)
	is_string(b)
	trim_suffix(graph.lower(a), ".") == trim_suffix(graph.lower(b), ".")
}

same_name(a, b) if {
	not is_string(a)
	a == b
}

# Origins in front of internet-facing application load balancers: a VPC origin or an internal load balancer is closed
# already.
fronting := [{"distribution": distribution, "origin": origin, "balancer": balancer} |
	some distribution in distributions
	some origin in origins(distribution)
	some balancer in balancers(distribution, origin)
	is_public_application(balancer)
]

is_public_application(balancer) if {
	not is_other(balancer.properties.Scheme, "internet-facing")
	not is_other(balancer.properties.Type, "application")
}

is_other(value, wanted) if {
	is_string(value)
	value != wanted
}

# The names of the headers that CloudFront adds on the way to an origin, in lower case.
header_names(origin) := {graph.lower(header.HeaderName) | some header in graph.as_list(origin.value.OriginCustomHeaders)}

# Listener rules and listeners check a header in a condition.
checked_headers(rule) := {graph.lower(condition.HttpHeaderConfig.HttpHeaderName) |
	some condition in graph.as_list(rule.properties.Conditions)
	condition.Field == "http-header"
}
