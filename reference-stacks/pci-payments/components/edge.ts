// CloudFront, the only public entry, with its web ACL, logs and names; and the second web ACL, on the load balancer.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { type Names, ORIGIN_HEADER, SERVICES, VIEWER_ADDRESS_HEADER } from "../naming";
import type { LoadBalancer } from "./load-balancer";
import type { Observability } from "./observability";
import type { Secrets } from "./secrets";
import { WebAcl } from "./web-acl";

export interface EdgeArgs {
    readonly names: Names;
    readonly config: StackConfig;
    readonly observability: Observability;
    readonly secrets: Secrets;
    readonly loadBalancer: LoadBalancer;
}

/** Policies that AWS manages; their ids are the same everywhere. */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
// All but the Host header: CloudFront then asks for the origin's own name, which the certificate carries.
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Neither cookies, queries nor referrers, in which a customer's data could stand. */
const LOG_FIELDS = [
    "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status",
    "cs(User-Agent)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken",
    "ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version",
];

const ORIGIN_ID = "load-balancer";

export class Edge extends pulumi.ComponentResource {
    readonly webAcl: aws.wafv2.WebAcl;
    readonly distribution: aws.cloudfront.Distribution;

    constructor(name: string, private readonly args: EdgeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:edge:Edge", name, {}, opts);
        const { names, observability, loadBalancer } = args;
        const child = { parent: this };

        this.webAcl = new WebAcl(names.of("edge-waf"), { names, place: "edge", observability }, child).acl;
        const origin = new WebAcl(names.of("origin-waf"), { names, place: "origin", observability }, child).acl;
        new aws.wafv2.WebAclAssociation(names.of("origin-web-acl-association"), {
            resourceArn: loadBalancer.balancer.arn,
            webAclArn: origin.arn,
        }, child);

        this.distribution = this.distribute();
        this.log();
        this.publish();
        this.registerOutputs({});
    }

    private distribute(): aws.cloudfront.Distribution {
        const { names, config, secrets, loadBalancer } = this.args;
        const child = { parent: this };

        const viewerAddress = new aws.cloudfront.Function(names.of("viewer-address"), {
            name: names.of("viewer-address"),
            runtime: "cloudfront-js-2.0",
            comment: "Writes the viewer's address into a header of its own",
            code: readFileSync(join(__dirname, "..", "functions", "viewer-address.js"), "utf8"),
            publish: true,
        }, child);
        // No cookie and no query: what is cached for one customer is shown to the next.
        const onlyAddress = new aws.cloudfront.OriginRequestPolicy(names.of("only-viewer-address"), {
            name: names.of("only-viewer-address"),
            headersConfig: { headerBehavior: "whitelist", headers: { items: [VIEWER_ADDRESS_HEADER] } },
            cookiesConfig: { cookieBehavior: "none" },
            queryStringsConfig: { queryStringBehavior: "none" },
        }, child);
        const headers = new aws.cloudfront.ResponseHeadersPolicy(names.of("security-headers"), {
            name: names.of("security-headers"),
            securityHeadersConfig: {
                strictTransportSecurity: {
                    accessControlMaxAgeSec: 63_072_000, includeSubdomains: true, preload: true, override: true,
                },
                contentTypeOptions: { override: true },
                frameOptions: { frameOption: "DENY", override: true },
                referrerPolicy: { referrerPolicy: "no-referrer", override: true },
                // Scripts of nobody else run on a payment page (PCI DSS 6.4.3).
                contentSecurityPolicy: {
                    contentSecurityPolicy:
                        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
                    override: true,
                },
            },
        }, child);

        const behavior = {
            targetOriginId: ORIGIN_ID,
            viewerProtocolPolicy: "redirect-to-https",
            compress: true,
            responseHeadersPolicyId: headers.id,
            functionAssociations: [{ eventType: "viewer-request", functionArn: viewerAddress.arn }],
        };
        return new aws.cloudfront.Distribution(names.of("cdn"), {
            enabled: true,
            comment: names.of("cdn"),
            aliases: [config.domainName],
            webAclId: this.webAcl.arn,
            isIpv6Enabled: true,
            httpVersion: "http2and3",
            priceClass: "PriceClass_100",
            origins: [{
                originId: ORIGIN_ID,
                domainName: config.originDomainName,
                customHeaders: [{ name: ORIGIN_HEADER, value: secrets.originHeader }],
                customOriginConfig: {
                    httpPort: 80,
                    httpsPort: 443,
                    originProtocolPolicy: "https-only",
                    originSslProtocols: ["TLSv1.2"],
                },
            }],
            defaultCacheBehavior: {
                ...behavior,
                allowedMethods: ["GET", "HEAD", "OPTIONS"],
                cachedMethods: ["GET", "HEAD"],
                cachePolicyId: CACHING_OPTIMIZED,
                originRequestPolicyId: onlyAddress.id,
            },
            orderedCacheBehaviors: [{
                ...behavior,
                pathPattern: SERVICES.backend.path,
                // A payment is never redirected from HTTP: a client that sends one in clear text has to notice.
                viewerProtocolPolicy: "https-only",
                allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
                cachedMethods: ["GET", "HEAD"],
                cachePolicyId: CACHING_DISABLED,
                originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
            }],
            restrictions: { geoRestriction: { restrictionType: "none" } },
            viewerCertificate: {
                acmCertificateArn: config.certificateArn,
                sslSupportMethod: "sni-only",
                minimumProtocolVersion: "TLSv1.2_2021",
            },
            retainOnDelete: false,
            waitForDeployment: true,
            // When the secret changes, the load balancer has to accept the new one before CloudFront sends it.
        }, { parent: this, dependsOn: Object.values(loadBalancer.rules) });
    }

    private log(): void {
        const { names, observability } = this.args;
        const source = new aws.cloudwatch.LogDeliverySource(names.of("cdn-log-source"), {
            name: names.of("cdn-log-source"),
            logType: "ACCESS_LOGS",
            resourceArn: this.distribution.arn,
        }, { parent: this });
        const destination = new aws.cloudwatch.LogDeliveryDestination(names.of("cdn-log-destination"), {
            name: names.of("cdn-log-destination"),
            outputFormat: "json",
            deliveryDestinationConfiguration: { destinationResourceArn: observability.groups.cdn.arn },
        }, { parent: this });
        new aws.cloudwatch.LogDelivery(names.of("cdn-log-delivery"), {
            deliverySourceName: source.name,
            deliveryDestinationArn: destination.arn,
            recordFields: LOG_FIELDS,
        }, { parent: this, dependsOn: observability.delivery });
    }

    private publish(): void {
        const { names, config, loadBalancer } = this.args;
        const record = (resource: string, name: string, type: "A" | "AAAA", target: aws.types.input.route53.RecordAlias) =>
            new aws.route53.Record(names.of(resource), { zoneId: config.hostedZoneId, name, type, aliases: [target] },
                { parent: this });
        const cdn = {
            name: this.distribution.domainName,
            zoneId: this.distribution.hostedZoneId,
            evaluateTargetHealth: false,
        };
        record("cdn-record", config.domainName, "A", cdn);
        record("cdn-record-ipv6", config.domainName, "AAAA", cdn);
        record("origin-record", config.originDomainName, "A", {
            name: loadBalancer.balancer.dnsName,
            zoneId: loadBalancer.balancer.zoneId,
            evaluateTargetHealth: true,
        });
    }
}
