// What somebody has to look at. Each alarm tells the topic, when it begins and when it ends.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../naming";
import type { Database } from "./database";
import type { Edge } from "./edge";
import type { LoadBalancer } from "./load-balancer";
import type { ScanGate } from "./scan-gate";

export interface AlarmsArgs {
    readonly names: Names;
    readonly topic: aws.sns.Topic;
    readonly loadBalancer: LoadBalancer;
    readonly database: Database;
    readonly scanGate: ScanGate;
    readonly edge: Edge;
}

export class Alarms extends pulumi.ComponentResource {
    constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:observability:Alarms", name, {}, opts);
        const { names, loadBalancer, database, scanGate, edge } = args;
        const tell = [args.topic.arn];
        const alarm = (alarmName: string, settings: Omit<aws.cloudwatch.MetricAlarmArgs, "name">) =>
            new aws.cloudwatch.MetricAlarm(names.of(alarmName), {
                name: names.of(alarmName),
                actionsEnabled: true,
                alarmActions: tell,
                okActions: tell,
                treatMissingData: "notBreaching",
                ...settings,
            }, { parent: this });

        alarm("scan-gate-failed-alarm", {
            alarmDescription: "The scan gate could not handle a finding: look at the message and the gate's log",
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: scanGate.deadLetters.name },
            statistic: "Maximum",
            period: 60,
            evaluationPeriods: 1,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
        });
        alarm("database-cpu-alarm", {
            alarmDescription: "Aurora is above 80 % of what it may scale to: raise databaseMaxCapacity",
            namespace: "AWS/RDS",
            metricName: "CPUUtilization",
            dimensions: { DBClusterIdentifier: database.cluster.clusterIdentifier },
            statistic: "Average",
            period: 300,
            evaluationPeriods: 3,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
        });
        alarm("blocked-requests-alarm", {
            alarmDescription: "The web ACL blocks far more than usual: an attack, or a rule that hits customers",
            namespace: "AWS/WAFV2",
            metricName: "BlockedRequests",
            dimensions: { WebACL: edge.webAcl.name, Rule: "ALL" },
            statistic: "Sum",
            period: 300,
            evaluationPeriods: 1,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 5000,
        });
        const requests = (id: string, metricName: string) => ({
            id,
            metric: {
                namespace: "AWS/ApplicationELB",
                metricName,
                dimensions: {
                    LoadBalancer: loadBalancer.balancer.arnSuffix,
                    TargetGroup: loadBalancer.targetGroups.backend.arnSuffix,
                },
                stat: "Sum",
                period: 300,
            },
        });
        alarm("api-error-rate-alarm", {
            alarmDescription: "More than 5 % of the API's answers are errors",
            metricQueries: [
                { id: "rate", expression: "100 * errors / requests", label: "Error rate in percent", returnData: true },
                requests("errors", "HTTPCode_Target_5XX_Count"),
                requests("requests", "RequestCount"),
            ],
            evaluationPeriods: 2,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 5,
        });
        this.registerOutputs({});
    }
}
