// Keeps images with HIGH or CRITICAL findings from being deployed, in two places:
//
//   before   `check` invokes the gate during `pulumi up` and waits for its answer. The gate waits for the scan of that
//            digest and throws when it is not clean, so the update fails before the task definition is made.
//   during   scans also end, and findings also come up, while somebody else deploys. An event rule hands such findings to
//            the gate, which rolls back every deployment of that digest that is still going on.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Names, SERVICES, type ServiceName } from "../naming";
import { policy } from "../policy";
import type { Observability } from "./observability";
import type { Registry } from "./registry";
import type { Security } from "./security";

export interface ScanGateArgs {
    readonly names: Names;
    readonly security: Security;
    readonly observability: Observability;
    readonly registry: Registry;
}

const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

export class ScanGate extends pulumi.ComponentResource {
    readonly function: aws.lambda.Function;
    readonly deadLetters: aws.sqs.Queue;
    private readonly names: Names;
    private readonly allowed: aws.iam.RolePolicy;

    constructor(name: string, args: ScanGateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:containers:ScanGate", name, {}, opts);
        const { names, security, observability, registry } = args;
        this.names = names;
        const child = { parent: this };
        const gate = names.of("scan-gate");

        this.deadLetters = new aws.sqs.Queue(names.of("scan-gate-dead-letters"), {
            name: names.of("scan-gate-dead-letters"),
            kmsMasterKeyId: security.keys.events.arn,
            messageRetentionSeconds: 14 * 24 * 3600,
        }, child);
        const role = security.roles["scan-gate-role"];
        this.allowed = new aws.iam.RolePolicy(names.of("scan-gate-policy"), {
            name: names.of("scan-gate-policy"),
            role: role.name,
            policy: permissions(names),
        }, child);
        this.function = new aws.lambda.Function(gate, {
            name: gate,
            description: "Refuses images with HIGH or CRITICAL findings",
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            handler: "index.handler",
            code: new pulumi.asset.FileArchive("./functions/scan-gate"),
            role: role.arn,
            memorySize: 256,
            // Longer than the gate waits for a scan (four minutes), so that it can say what it waited for.
            timeout: 300,
            environment: {
                variables: {
                    CLUSTER: names.of("cluster"),
                    REPOSITORIES: SERVICE_NAMES.map((service) => names.of(service)).join(","),
                    TOPIC_ARN: names.arn("sns", names.of("alerts")),
                },
            },
            kmsKeyArn: security.keys.events.arn,
            deadLetterConfig: { targetArn: this.deadLetters.arn },
            tracingConfig: { mode: "Active" },
            loggingConfig: { logFormat: "JSON", logGroup: observability.groups["scan-gate"].name },
        }, { parent: this, dependsOn: [this.allowed, observability.groups["scan-gate"], observability.topic] });

        const rule = new aws.cloudwatch.EventRule(names.of("scan-findings"), {
            name: names.of("scan-findings"),
            description: "A scan of one of our images ended with HIGH or CRITICAL findings",
            state: "ENABLED",
            eventPattern: JSON.stringify({
                // Basic scanning tells of itself; with enhanced scanning, Inspector does, and names the repository by ARN.
                source: ["aws.ecr", "aws.inspector2"],
                "detail-type": ["ECR Image Scan", "Inspector2 Scan"],
                detail: {
                    "repository-name": SERVICE_NAMES.flatMap((service) => [names.of(service), names.repositoryArn(service)]),
                    $or: ["HIGH", "CRITICAL"].map((severity) => ({
                        "finding-severity-counts": { [severity]: [{ numeric: [">", 0] }] },
                    })),
                },
            }),
        }, { parent: this, dependsOn: Object.values(registry.repositories) });
        const permission = new aws.lambda.Permission(names.of("scan-findings-permission"), {
            statementId: names.of("scan-findings"),
            action: "lambda:InvokeFunction",
            function: this.function.name,
            principal: "events.amazonaws.com",
            sourceArn: names.arn("events", `rule/${names.of("scan-findings")}`),
            sourceAccount: names.accountId,
        }, child);
        new aws.cloudwatch.EventTarget(names.of("scan-findings-target"), {
            rule: rule.name,
            targetId: gate,
            arn: this.function.arn,
            retryPolicy: { maximumRetryAttempts: 8, maximumEventAgeInSeconds: 3600 },
        }, { parent: this, dependsOn: permission });
        this.registerOutputs({});
    }

    /** Whatever depends on the result is made only if the scan of this very image is clean. */
    check(service: ServiceName, digest: string): aws.lambda.Invocation {
        return new aws.lambda.Invocation(this.names.of(`${service}-scan-check`), {
            functionName: this.function.name,
            input: JSON.stringify({ action: "check", repository: this.names.of(service), digest }),
            // A new digest is a new question.
            triggers: { digest },
        }, { parent: this, dependsOn: this.allowed });
    }
}

function permissions(names: Names): string {
    const cluster = names.of("cluster");
    const ofServices = (kind: string, rest = "") =>
        SERVICE_NAMES.map((service) => names.arn("ecs", `${kind}/${cluster}/${names.of(service)}${rest}`));
    return policy(
        {
            Sid: "ReadFindings",
            Effect: "Allow",
            Action: "ecr:DescribeImageScanFindings",
            Resource: SERVICE_NAMES.map((service) => names.repositoryArn(service)),
        },
        {
            Sid: "SeeAndStopDeploymentsOfTheServices",
            Effect: "Allow",
            Action: [
                "ecs:ListServiceDeployments", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions",
                "ecs:StopServiceDeployment",
            ],
            Resource: [
                ...ofServices("service"), ...ofServices("service-deployment", "/*"), ...ofServices("service-revision", "/*"),
            ],
        },
        {
            Sid: "TellPeople",
            Effect: "Allow",
            Action: "sns:Publish",
            Resource: names.arn("sns", names.of("alerts")),
        },
        {
            Sid: "KeepWhatFailed",
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: names.arn("sqs", names.of("scan-gate-dead-letters")),
        },
        {
            Sid: "WriteLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${names.logGroupArn("scan-gate")}:*`,
        },
        {
            Sid: "TracesHaveNoResource",
            Effect: "Allow",
            Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            Resource: "*",
        },
    );
}
