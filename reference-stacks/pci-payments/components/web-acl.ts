// A web ACL that blocks: known attackers, common exploits, SQL injection, and more than 1,000 requests a minute.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Names, ORIGIN_HEADER, VIEWER_ADDRESS_HEADER } from "../naming";
import type { Observability } from "./observability";

export interface WebAclArgs {
    readonly names: Names;
    /** In front of CloudFront, or of the load balancer behind it. */
    readonly place: "edge" | "origin";
    readonly observability: Observability;
}

/** Requests of one address in the window of 60 seconds. */
export const RATE_LIMIT = 1000;

const MANAGED_GROUPS = [
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
];

export class WebAcl extends pulumi.ComponentResource {
    readonly acl: aws.wafv2.WebAcl;

    constructor(name: string, args: WebAclArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:edge:WebAcl", name, {}, opts);
        const { names, place, observability } = args;
        const aclName = names.of(`${place}-web-acl`);
        const visibility = (metricName: string) => ({
            cloudwatchMetricsEnabled: true,
            sampledRequestsEnabled: true,
            metricName,
        });

        this.acl = new aws.wafv2.WebAcl(aclName, {
            name: aclName,
            description: place === "edge" ? "In front of CloudFront" : "In front of the load balancer",
            scope: place === "edge" ? "CLOUDFRONT" : "REGIONAL",
            defaultAction: { allow: {} },
            rules: [
                {
                    name: "rate-limit",
                    priority: 0,
                    action: { block: { customResponse: { responseCode: 429 } } },
                    statement: {
                        rateBasedStatement: {
                            limit: RATE_LIMIT,
                            evaluationWindowSec: 60,
                            // The load balancer sees CloudFront's addresses only, so there the viewer's is taken from the
                            // header that our CloudFront function writes.
                            ...(place === "edge" ? { aggregateKeyType: "IP" } : {
                                aggregateKeyType: "FORWARDED_IP",
                                forwardedIpConfig: { headerName: VIEWER_ADDRESS_HEADER, fallbackBehavior: "MATCH" },
                            }),
                        },
                    },
                    visibilityConfig: visibility("rate-limit"),
                },
                ...MANAGED_GROUPS.map((group, index) => ({
                    name: group,
                    priority: index + 1,
                    // `none` leaves the group's own actions, which block; `count` would only watch.
                    overrideAction: { none: {} },
                    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group } },
                    visibilityConfig: visibility(group),
                })),
            ],
            // In logs and in samples, so that neither holds what opens a door.
            dataProtectionConfig: {
                dataProtections: ["authorization", "cookie", ORIGIN_HEADER.toLowerCase()].map((header) => ({
                    action: "SUBSTITUTION",
                    field: { fieldType: "SINGLE_HEADER", fieldKeys: [header] },
                })),
            },
            visibilityConfig: visibility(aclName),
        }, { parent: this });

        const group = observability.groups[`${place}-waf`];
        new aws.wafv2.WebAclLoggingConfiguration(names.of(`${place}-web-acl-logging`), {
            resourceArn: this.acl.arn,
            logDestinationConfigs: [group.arn],
        }, { parent: this, dependsOn: observability.delivery });
        this.registerOutputs({});
    }
}
