// Where everything is written down, and who is told.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LOG_GROUP_NAMES, type LogGroupName, type Names } from "../naming";
import { policy } from "../policy";
import type { Security } from "./security";

export interface ObservabilityArgs {
    readonly names: Names;
    readonly security: Security;
    readonly retentionInDays: number;
    readonly alertEmail: string;
}

export class Observability extends pulumi.ComponentResource {
    readonly groups: Readonly<Record<LogGroupName, aws.cloudwatch.LogGroup>>;
    /** What delivers logs from outside (WAF, CloudFront) has to wait for it. */
    readonly delivery: aws.cloudwatch.LogResourcePolicy;
    readonly topic: aws.sns.Topic;

    constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:observability:Observability", name, {}, opts);
        const { names, security } = args;
        const child = { parent: this };

        const groups = LOG_GROUP_NAMES.map((group): [LogGroupName, aws.cloudwatch.LogGroup] => [
            group,
            new aws.cloudwatch.LogGroup(names.of(`${group}-logs`), {
                name: names.logGroup(group),
                retentionInDays: args.retentionInDays,
                kmsKeyId: security.keys.logs.arn,
                skipDestroy: false,
            }, child),
        ]);
        this.groups = Object.fromEntries(groups) as Record<LogGroupName, aws.cloudwatch.LogGroup>;

        const delivered: LogGroupName[] = ["cdn", "edge-waf", "origin-waf"];
        this.delivery = new aws.cloudwatch.LogResourcePolicy(names.of("log-delivery"), {
            policyName: names.of("log-delivery"),
            policyDocument: policy({
                Sid: "WafAndCloudFrontDeliverHere",
                Effect: "Allow",
                Principal: { Service: "delivery.logs.amazonaws.com" },
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: delivered.map((group) => `${names.logGroupArn(group)}:log-stream:*`),
                Condition: {
                    StringEquals: { "aws:SourceAccount": names.accountId },
                    ArnLike: { "aws:SourceArn": names.arn("logs", "*") },
                },
            }),
        }, child);

        const topicName = names.of("alerts");
        this.topic = new aws.sns.Topic(topicName, {
            name: topicName,
            displayName: "Payment platform alerts",
            kmsMasterKeyId: security.keys.events.arn,
        }, child);
        new aws.sns.TopicPolicy(names.of("alerts-policy"), {
            arn: this.topic.arn,
            policy: policy(
                {
                    Sid: "AlarmsOfThisAccount",
                    Effect: "Allow",
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: "sns:Publish",
                    Resource: names.arn("sns", topicName),
                    Condition: {
                        StringEquals: { "aws:SourceAccount": names.accountId },
                        ArnLike: { "aws:SourceArn": names.arn("cloudwatch", `alarm:${names.of("*")}`) },
                    },
                },
                {
                    Sid: "NothingWithoutTls",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sns:Publish",
                    Resource: names.arn("sns", topicName),
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ),
        }, child);
        new aws.sns.TopicSubscription(names.of("alerts-email"), {
            topic: this.topic.arn,
            protocol: "email",
            endpoint: args.alertEmail,
        }, child);
        this.registerOutputs({});
    }
}
