// The load balancer: HTTPS only, from CloudFront only, and only for requests that carry CloudFront's secret.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { type Names, ORIGIN_HEADER, SERVICES, type ServiceName } from "../naming";
import { policy } from "../policy";
import type { Firewall } from "./firewall";
import type { Network } from "./network";
import type { Secrets } from "./secrets";

export interface LoadBalancerArgs {
    readonly names: Names;
    readonly config: StackConfig;
    readonly network: Network;
    readonly firewall: Firewall;
    readonly secrets: Secrets;
}

export class LoadBalancer extends pulumi.ComponentResource {
    readonly balancer: aws.lb.LoadBalancer;
    readonly targetGroups: Readonly<Record<ServiceName, aws.lb.TargetGroup>>;
    readonly rules: Readonly<Record<ServiceName, aws.lb.ListenerRule>>;

    constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:edge:LoadBalancer", name, {}, opts);
        const { names, config, network, firewall, secrets } = args;
        const child = { parent: this };

        const { bucket, ready } = this.logBucket(names, config.logRetentionDays);
        this.balancer = new aws.lb.LoadBalancer(names.of("load-balancer"), {
            name: names.of("load-balancer"),
            loadBalancerType: "application",
            internal: false,
            ipAddressType: "ipv4",
            subnets: network.subnets.public.map((subnet) => subnet.id),
            securityGroups: [firewall.groups["load-balancer"].id],
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "strictest",
            enableDeletionProtection: false,
            accessLogs: { enabled: true, bucket: bucket.bucket, prefix: "access" },
        }, { parent: this, dependsOn: ready });

        const targetGroup = (service: ServiceName) =>
            new aws.lb.TargetGroup(names.of(`${service}-targets`), {
                name: names.of(`${service}-targets`),
                vpcId: network.vpc.id,
                targetType: "ip",
                port: SERVICES[service].port,
                // TLS up to the container. The load balancer does not check who signed its certificate, so one that
                // signs itself will do.
                protocol: "HTTPS",
                deregistrationDelay: 30,
                healthCheck: {
                    protocol: "HTTPS",
                    path: "/health",
                    port: "traffic-port",
                    matcher: "200",
                    interval: 15,
                    timeout: 5,
                    healthyThreshold: 2,
                    unhealthyThreshold: 3,
                },
            }, child);
        this.targetGroups = { frontend: targetGroup("frontend"), backend: targetGroup("backend") };

        const listener = new aws.lb.Listener(names.of("https-listener"), {
            loadBalancerArn: this.balancer.arn,
            port: 443,
            protocol: "HTTPS",
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            certificateArn: config.certificateArn,
            // Whoever comes past CloudFront, through another distribution for instance, is turned away.
            defaultActions: [{
                type: "fixed-response",
                fixedResponse: { statusCode: "403", contentType: "text/plain", messageBody: "Forbidden" },
            }],
        }, child);
        const rule = (service: ServiceName) =>
            new aws.lb.ListenerRule(names.of(`${service}-rule`), {
                listenerArn: listener.arn,
                priority: SERVICES[service].priority,
                conditions: [
                    { pathPattern: { values: [SERVICES[service].path] } },
                    { httpHeader: { httpHeaderName: ORIGIN_HEADER, values: secrets.acceptedOriginHeaders } },
                ],
                actions: [{ type: "forward", targetGroupArn: this.targetGroups[service].arn }],
            }, child);
        this.rules = { frontend: rule("frontend"), backend: rule("backend") };
        this.registerOutputs({});
    }

    private logBucket(names: Names, days: number): { bucket: aws.s3.Bucket; ready: pulumi.Resource[] } {
        const child = { parent: this };
        const bucketName = names.bucket("load-balancer-logs");
        const bucket = new aws.s3.Bucket(bucketName, { bucket: bucketName, forceDestroy: true }, child);
        // By name, which is known before the bucket exists.
        const of = { bucket: bucket.bucket };
        const resource = (kind: string) => names.of(`load-balancer-logs-${kind}`);
        const block = new aws.s3.BucketPublicAccessBlock(resource("access-block"), {
            ...of,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        }, child);
        const settings = [
            block,
            new aws.s3.BucketOwnershipControls(resource("ownership"), {
                ...of,
                rule: { objectOwnership: "BucketOwnerEnforced" },
            }, child),
            // Load balancers deliver to buckets with keys of S3 only: with a key of KMS, the logs would be lost.
            new aws.s3.BucketServerSideEncryptionConfiguration(resource("encryption"), {
                ...of,
                rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
            }, child),
            new aws.s3.BucketVersioning(resource("versioning"), {
                ...of,
                versioningConfiguration: { status: "Enabled" },
            }, child),
            new aws.s3.BucketLifecycleConfiguration(resource("lifecycle"), {
                ...of,
                rules: [{
                    id: "expire",
                    status: "Enabled",
                    filter: {},
                    expiration: { days },
                    noncurrentVersionExpiration: { noncurrentDays: 30 },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                }],
            }, child),
            new aws.s3.BucketPolicy(resource("policy"), {
                ...of,
                policy: policy(
                    {
                        Sid: "LoadBalancersOfThisAccountDeliver",
                        Effect: "Allow",
                        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                        Action: "s3:PutObject",
                        Resource: `arn:aws:s3:::${bucketName}/access/AWSLogs/${names.accountId}/*`,
                        Condition: {
                            ArnLike: {
                                "aws:SourceArn": names.arn("elasticloadbalancing",
                                    `loadbalancer/app/${names.of("load-balancer")}/*`),
                            },
                        },
                    },
                    {
                        Sid: "NothingWithoutTls",
                        Effect: "Deny",
                        Principal: "*",
                        Action: "s3:*",
                        Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ),
            }, { parent: this, dependsOn: block }),
        ];
        return { bucket, ready: settings };
    }
}
