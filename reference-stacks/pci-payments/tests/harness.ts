// Runs the program under Pulumi's mocks and remembers what it registered.
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { createStack, type StackOutputs } from "../stack";

// Inputs are whatever the provider takes.
export type Inputs = Record<string, any>;

export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Inputs;
}

export const CONFIG: StackConfig = {
    environmentSuffix: "t1",
    accountId: "111122223333",
    domainName: "pay.example.com",
    originDomainName: "origin.pay.example.com",
    hostedZoneId: "Z0123456789EXAMPLE",
    certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    alertEmail: "security@example.com",
    vpcCidr: "10.40.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    natGateways: 1,
    desiredTasks: 3,
    databaseEngineVersion: "17.5",
    databaseMinCapacity: 0.5,
    databaseMaxCapacity: 4,
    backupRetentionDays: 14,
    logRetentionDays: 365,
    logLevel: "info",
    originHeaderGeneration: 1,
    imageDigests: { frontend: `sha256:${"a".repeat(64)}`, backend: `sha256:${"b".repeat(64)}` },
};

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Secrets come wrapped; the tests look at what is inside. */
function unwrapped(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unwrapped);
    if (value === null || typeof value !== "object") return value;
    if (SIGNATURE in value && "value" in value) return unwrapped(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}

const isSecret = (value: unknown): boolean =>
    typeof value === "object" && value !== null && (SIGNATURE in value || Object.values(value).some(isSecret));

/** What AWS would answer, as far as the program asks for it. */
function answered(type: string, name: string, inputs: Inputs): Inputs {
    const common = { ...inputs, arn: `arn:of:${name}`, name: inputs.name ?? name };
    switch (type) {
        case "aws:rds/cluster:Cluster":
            return {
                ...common,
                clusterResourceId: "cluster-ABCDEFGHIJKL",
                endpoint: "writer.cluster.example",
                readerEndpoint: "reader.cluster.example",
                masterUserSecrets: [{ secretArn: "arn:of:master-secret" }],
            };
        case "random:index/randomPassword:RandomPassword":
            return { ...inputs, result: `made-for-${name}` };
        case "aws:lb/loadBalancer:LoadBalancer":
            return { ...common, dnsName: "alb.example", zoneId: "ZALB", arnSuffix: `app/${name}/1` };
        case "aws:lb/targetGroup:TargetGroup":
            return { ...common, arnSuffix: `targetgroup/${name}/1` };
        case "aws:cloudfront/distribution:Distribution":
            return { ...common, domainName: "d111.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" };
        case "aws:ecr/repository:Repository":
            return { ...common, repositoryUrl: `111122223333.dkr.ecr.us-east-1.amazonaws.com/${inputs.name}` };
        default:
            return common;
    }
}

export class Run {
    readonly registered: Registered[] = [];
    readonly secretInputs = new Set<string>();
    /** What the program failed with, if it did. */
    failure: Error | undefined;
    outputs: StackOutputs | undefined;

    of(type: string): Registered[] {
        return this.registered.filter((resource) => resource.type === type);
    }

    one(type: string, name?: string): Inputs {
        const found = this.of(type).filter((resource) => name === undefined || resource.name === name);
        if (found.length !== 1 || found[0] === undefined) {
            throw new Error(`${found.length} resources of type ${type}${name ? ` named ${name}` : ""}`);
        }
        return found[0].inputs;
    }

    /** The statements of a document, by their Sid. */
    statements(type: string, name: string, property = "policy"): Record<string, Inputs> {
        const document = JSON.parse(this.one(type, name)[property]);
        return Object.fromEntries(document.Statement.map((statement: Inputs) => [statement.Sid, statement]));
    }
}

type Intercept = (resource: Registered) => Promise<void>;

/** Deploys a stack; `intercept` may refuse a resource, as AWS would. */
export async function deploy(changes: Partial<StackConfig> = {}, intercept?: Intercept): Promise<Run> {
    const run = new Run();
    await pulumi.runtime.setMocks({
        async newResource({ type, name, inputs }) {
            const resource = { type, name, inputs: unwrapped(inputs) as Inputs };
            for (const [key, value] of Object.entries(inputs)) if (isSecret(value)) run.secretInputs.add(`${name}.${key}`);
            await intercept?.(resource);
            run.registered.push(resource);
            return { id: `id-of-${name}`, state: answered(type, name, inputs) };
        },
        call: ({ inputs }) => inputs,
    }, "pci-payments", "test", false);
    let tell: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
        tell = resolve;
    });
    const failed = (error: unknown) => {
        run.failure ??= error instanceof Error ? error : new Error(String(error));
        tell();
    };
    process.on("unhandledRejection", failed);
    try {
        run.outputs = createStack({ ...CONFIG, ...changes });
        await Promise.race([pulumi.runtime.disconnect().catch(failed), told]);
        // After a failure what does not depend on it goes on, and what does waits for ever.
        for (let seen = -1; run.failure && seen !== run.registered.length;) {
            seen = run.registered.length;
            await sleep(300);
        }
    } finally {
        process.off("unhandledRejection", failed);
    }
    return run;
}

export const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });
