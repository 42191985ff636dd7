// Who may act, and the keys that they act with.
//
// Roles are made before keys because a key's policy names them: KMS refuses a policy with a principal that is not there.
// What a role may decrypt stands in the key's policy alone, which names the role, the service that it goes through and
// the one thing to be decrypted; identity policies hold no kms:Decrypt at all.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LOG_GROUP_NAMES, type Names, REGION, type RoleName, type ServiceName } from "../naming";
import { lambdaTrust, policy, type Statement, trust } from "../policy";
import { PARAMETER_KEYS } from "./secrets";

export interface SecurityArgs {
    readonly names: Names;
}

const KEYS = {
    database: "Aurora's storage, backups and Performance Insights",
    containers: "images in ECR and the ephemeral storage of Fargate tasks",
    secrets: "Secrets Manager and Parameter Store",
    logs: "log groups",
    events: "the alert topic, the scan gate and its dead-letter queue",
} as const;

export type KeyName = keyof typeof KEYS;

export class Security extends pulumi.ComponentResource {
    readonly roles: Readonly<Record<RoleName, aws.iam.Role>>;
    readonly keys: Readonly<Record<KeyName, aws.kms.Key>>;

    constructor(name: string, { names }: SecurityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:security:Security", name, {}, opts);

        const role = (roleName: RoleName, description: string, assumeRolePolicy: string) =>
            new aws.iam.Role(names.role(roleName), {
                name: names.role(roleName),
                description,
                assumeRolePolicy,
                // An hour is enough for every service here; each renews what it holds.
                maxSessionDuration: 3600,
            }, { parent: this });
        const ofTask = trust("ecs-tasks.amazonaws.com", names.accountId, names.arn("ecs", "*"));
        this.roles = {
            "flow-logs-role": role("flow-logs-role", "Lets VPC flow logs write to their log group",
                trust("vpc-flow-logs.amazonaws.com", names.accountId, names.arn("ec2", "vpc-flow-log/*"))),
            "frontend-execution-role": role("frontend-execution-role", "Starts frontend tasks", ofTask),
            "backend-execution-role": role("backend-execution-role", "Starts backend tasks", ofTask),
            // The frontend calls no AWS API, so it has no task role and its containers get no credentials.
            "backend-task-role": role("backend-task-role", "What the backend's code may do", ofTask),
            "scan-gate-role": role("scan-gate-role", "Lets the scan gate read findings and stop deployments", lambdaTrust()),
        };

        const statements: Record<KeyName, Statement[]> = {
            // RDS works with grants that it takes over from whoever deploys.
            database: [],
            containers: fargate(names),
            secrets: readers(names),
            logs: [logs(names)],
            events: [...alarms(names), ...gate(names)],
        };
        const key = (keyName: KeyName) => {
            const made = new aws.kms.Key(names.of(`${keyName}-key`), {
                description: `${names.of(keyName)}: ${KEYS[keyName]}`,
                enableKeyRotation: true,
                rotationPeriodInDays: 365,
                // The shortest time that KMS allows: nothing may outlive the stack for long.
                deletionWindowInDays: 7,
                policy: policy(account(names), ...statements[keyName]),
            }, { parent: this, dependsOn: Object.values(this.roles) });
            new aws.kms.Alias(names.of(`${keyName}-key-alias`), {
                name: `alias/${names.of(keyName)}`,
                targetKeyId: made.id,
            }, { parent: this });
            return made;
        };
        this.keys = {
            database: key("database"),
            containers: key("containers"),
            secrets: key("secrets"),
            logs: key("logs"),
            events: key("events"),
        };
        this.registerOutputs({});
    }
}

/** AWS's own default: whoever administers IAM in this account administers its keys. Nobody else is let in by it. */
function account(names: Names): Statement {
    return {
        Sid: "AdministeredThroughIam",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${names.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
    };
}

function fargate(names: Names): Statement[] {
    const principal = { Service: "fargate.amazonaws.com" };
    const ofCluster = {
        "kms:EncryptionContext:aws:ecs:clusterAccount": names.accountId,
        "kms:EncryptionContext:aws:ecs:clusterName": names.of("cluster"),
    };
    return [
        {
            Sid: "FargateMakesStorageKeys",
            Effect: "Allow",
            Principal: principal,
            Action: "kms:GenerateDataKeyWithoutPlaintext",
            Resource: "*",
            Condition: { StringEquals: ofCluster },
        },
        {
            Sid: "FargateGrantsDecryptionToTasks",
            Effect: "Allow",
            Principal: principal,
            Action: "kms:CreateGrant",
            Resource: "*",
            Condition: {
                StringEquals: ofCluster,
                "ForAllValues:StringEquals": { "kms:GrantOperations": "Decrypt" },
            },
        },
    ];
}

function readers(names: Names): Statement[] {
    const parameters = (service: ServiceName): Statement => ({
        Sid: `${service === "frontend" ? "Frontend" : "Backend"}TasksStartWithTheirParameters`,
        Effect: "Allow",
        Principal: { AWS: names.roleArn(`${service}-execution-role`) },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: {
            StringEquals: {
                "kms:ViaService": `ssm.${REGION}.amazonaws.com`,
                "kms:EncryptionContext:PARAMETER_ARN": PARAMETER_KEYS[service].map((key) => names.parameterArn(service, key)),
            },
        },
    });
    return [
        parameters("frontend"),
        parameters("backend"),
        {
            Sid: "BackendReadsItsConnectionSecret",
            Effect: "Allow",
            Principal: { AWS: names.roleArn("backend-task-role") },
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: {
                StringEquals: { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` },
                StringLike: { "kms:EncryptionContext:SecretARN": names.secretArnPattern("database-connection") },
            },
        },
    ];
}

function logs(names: Names): Statement {
    return {
        Sid: "LogsOfTheseGroups",
        Effect: "Allow",
        Principal: { Service: `logs.${REGION}.amazonaws.com` },
        Action: [
            "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
            ArnEquals: { "kms:EncryptionContext:aws:logs:arn": LOG_GROUP_NAMES.map((group) => names.logGroupArn(group)) },
        },
    };
}

function alarms(names: Names): Statement[] {
    return [{
        Sid: "AlarmsPublishToTheTopic",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: {
            StringEquals: { "aws:SourceAccount": names.accountId },
            ArnLike: { "aws:SourceArn": names.arn("cloudwatch", `alarm:${names.of("*")}`) },
        },
    }];
}

function gate(names: Names): Statement[] {
    const principal = { AWS: names.roleArn("scan-gate-role") };
    return [
        {
            Sid: "ScanGateReadsItsEnvironment",
            Effect: "Allow",
            Principal: principal,
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: {
                StringEquals: {
                    "kms:EncryptionContext:aws:lambda:FunctionArn": names.arn("lambda", `function:${names.of("scan-gate")}`),
                },
            },
        },
        {
            Sid: "ScanGateWritesToTopicAndQueue",
            Effect: "Allow",
            Principal: principal,
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: "*",
            Condition: {
                StringEquals: { "kms:ViaService": [`sns.${REGION}.amazonaws.com`, `sqs.${REGION}.amazonaws.com`] },
            },
        },
    ];
}
