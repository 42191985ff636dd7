// The cluster and its two services. They share nothing: each has its own image, tasks, roles, security group and logs.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { DATABASE, type Names, REGION, SERVICES, type ServiceName } from "../naming";
import { policy } from "../policy";
import type { Database } from "./database";
import type { Firewall } from "./firewall";
import type { LoadBalancer } from "./load-balancer";
import type { Network } from "./network";
import type { Observability } from "./observability";
import type { ScanGate } from "./scan-gate";
import { injected, PARAMETER_KEYS, type Secrets } from "./secrets";
import type { Security } from "./security";

export interface ContainersArgs {
    readonly names: Names;
    readonly config: StackConfig;
    readonly network: Network;
    readonly firewall: Firewall;
    readonly security: Security;
    readonly observability: Observability;
    readonly database: Database;
    readonly secrets: Secrets;
    readonly scanGate: ScanGate;
    readonly loadBalancer: LoadBalancer;
}

export class Containers extends pulumi.ComponentResource {
    readonly cluster: aws.ecs.Cluster;
    /** Those whose image is known; see StackConfig.imageDigests. */
    readonly services: Readonly<Partial<Record<ServiceName, aws.ecs.Service>>>;

    constructor(name: string, private readonly args: ContainersArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:containers:Containers", name, {}, opts);
        const { names, config, security, observability } = args;

        this.cluster = new aws.ecs.Cluster(names.of("cluster"), {
            name: names.of("cluster"),
            settings: [{ name: "containerInsights", value: "enabled" }],
            configuration: {
                // The key's id, as Fargate takes neither an alias nor a key of another region.
                managedStorageConfiguration: { fargateEphemeralStorageKmsKeyId: security.keys.containers.id },
            },
        }, { parent: this, dependsOn: observability.groups.insights });

        const ready: Record<ServiceName, pulumi.Resource[]> = {
            frontend: [this.execution("frontend")],
            backend: [this.execution("backend"), ...this.backendPolicies()],
        };
        const services: Partial<Record<ServiceName, aws.ecs.Service>> = {};
        for (const service of ["frontend", "backend"] as const) {
            const digest = config.imageDigests[service];
            if (digest === undefined) {
                pulumi.log.warn(`${service} is left out: push its image and set ${service}ImageDigest`, this);
                continue;
            }
            services[service] = this.service(service, digest, ready[service]);
        }
        this.services = services;
        this.registerOutputs({});
    }

    /** What it takes to start a task, and nothing that the code in it could use. */
    private execution(service: ServiceName): aws.iam.RolePolicy {
        const { names, security } = this.args;
        return new aws.iam.RolePolicy(names.of(`${service}-execution-policy`), {
            name: names.of(`${service}-execution-policy`),
            role: security.roles[`${service}-execution-role`].name,
            policy: policy(
                {
                    // The token is for the registry as a whole; AWS knows no resource for it.
                    Sid: "RegistryTokenHasNoResource",
                    Effect: "Allow",
                    Action: "ecr:GetAuthorizationToken",
                    Resource: "*",
                },
                {
                    Sid: "PullOwnImage",
                    Effect: "Allow",
                    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                    Resource: names.repositoryArn(service),
                },
                {
                    Sid: "ReadOwnParameters",
                    Effect: "Allow",
                    Action: "ssm:GetParameters",
                    Resource: PARAMETER_KEYS[service].map((key) => names.parameterArn(service, key)),
                },
                {
                    Sid: "WriteOwnLogs",
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: `${names.logGroupArn(service)}:*`,
                },
            ),
        }, { parent: this });
    }

    /** Two documents, since the second is not known before the cluster exists. */
    private backendPolicies(): aws.iam.RolePolicy[] {
        const { names, security, database } = this.args;
        const role = security.roles["backend-task-role"].name;
        return [
            new aws.iam.RolePolicy(names.of("backend-secret-policy"), {
                name: names.of("backend-secret-policy"),
                role,
                policy: policy({
                    Sid: "ReadConnectionDetails",
                    Effect: "Allow",
                    Action: "secretsmanager:GetSecretValue",
                    Resource: names.secretArnPattern("database-connection"),
                }),
            }, { parent: this }),
            new aws.iam.RolePolicy(names.of("backend-database-policy"), {
                name: names.of("backend-database-policy"),
                role,
                policy: database.cluster.clusterResourceId.apply((id) => policy({
                    Sid: "SignInAsTheApplication",
                    Effect: "Allow",
                    Action: "rds-db:connect",
                    Resource: names.arn("rds-db", `dbuser:${id}/${DATABASE.user}`),
                })),
            }, { parent: this }),
        ];
    }

    private service(service: ServiceName, digest: string, ready: pulumi.Resource[]): aws.ecs.Service {
        const { names, config, network, firewall, security, loadBalancer, scanGate, secrets } = this.args;
        // The update ends here, with the gate's words, if the image's scan is not clean.
        const checked = scanGate.check(service, digest);
        const { port } = SERVICES[service];
        const task = new aws.ecs.TaskDefinition(names.of(`${service}-task`), {
            family: names.of(service),
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: "512",
            memory: "1024",
            runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
            executionRoleArn: security.roles[`${service}-execution-role`].arn,
            ...(service === "backend" ? { taskRoleArn: security.roles["backend-task-role"].arn } : {}),
            volumes: [{ name: "tmp" }],
            containerDefinitions: JSON.stringify([this.container(service, digest)]),
        }, { parent: this, dependsOn: [checked, ...ready] });

        return new aws.ecs.Service(names.of(service), {
            name: names.of(service),
            cluster: this.cluster.arn,
            taskDefinition: task.arn,
            launchType: "FARGATE",
            platformVersion: "1.4.0",
            desiredCount: config.desiredTasks,
            networkConfiguration: {
                subnets: network.subnets.private.map((subnet) => subnet.id),
                securityGroups: [firewall.groups[service].id],
                assignPublicIp: false,
            },
            loadBalancers: [{
                targetGroupArn: loadBalancer.targetGroups[service].arn,
                containerName: service,
                containerPort: port,
            }],
            healthCheckGracePeriodSeconds: 60,
            availabilityZoneRebalancing: "ENABLED",
            deploymentCircuitBreaker: { enable: true, rollback: true },
            // Nobody opens a shell in a container that handles payments.
            enableExecuteCommand: false,
            propagateTags: "SERVICE",
            enableEcsManagedTags: true,
            // A deployment that the circuit breaker or the scan gate rolls back fails the update as well.
            waitForSteadyState: true,
            forceDelete: true,
        }, { parent: this, dependsOn: [network, firewall, secrets, loadBalancer.rules[service]] });
    }

    private container(service: ServiceName, digest: string): object {
        const { names } = this.args;
        const { port } = SERVICES[service];
        return {
            name: service,
            image: names.image(service, digest),
            essential: true,
            portMappings: [{ containerPort: port, hostPort: port, protocol: "tcp" }],
            environment: [
                { name: "NODE_ENV", value: "production" },
                { name: "PORT", value: String(port) },
                { name: "AWS_REGION", value: REGION },
            ],
            secrets: injected(names, service),
            user: "1000:1000",
            privileged: false,
            readonlyRootFilesystem: true,
            linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
            mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": names.logGroup(service),
                    "awslogs-region": REGION,
                    "awslogs-stream-prefix": service,
                    // A payment does not wait for its log line.
                    mode: "non-blocking",
                    "max-buffer-size": "4m",
                },
            },
        };
    }
}
