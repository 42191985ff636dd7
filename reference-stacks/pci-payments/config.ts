// What a person has to decide, read from Pulumi's configuration and checked as a whole before anything is created.
import * as pulumi from "@pulumi/pulumi";
import { REGION } from "./naming";

export interface StackConfig {
    /** Ends every name, so that several deployments fit into one account. */
    readonly environmentSuffix: string;
    /** The provider refuses to touch any other account. */
    readonly accountId: string;
    /** What customers open. */
    readonly domainName: string;
    /** By which CloudFront reaches the load balancer; the certificate carries both names. */
    readonly originDomainName: string;
    readonly hostedZoneId: string;
    readonly certificateArn: string;
    readonly alertEmail: string;
    readonly vpcCidr: string;
    readonly availabilityZones: readonly [string, string, string];
    /** One is cheap; three survive the loss of a zone. */
    readonly natGateways: 1 | 3;
    readonly desiredTasks: number;
    readonly databaseEngineVersion: string;
    readonly databaseMinCapacity: number;
    readonly databaseMaxCapacity: number;
    readonly backupRetentionDays: number;
    readonly logRetentionDays: number;
    readonly logLevel: LogLevel;
    /** Raise it by one to change the secret between CloudFront and the load balancer. */
    readonly originHeaderGeneration: number;
    /** Without a digest there is no image yet, and the service is left out. */
    readonly imageDigests: { readonly frontend?: string; readonly backend?: string };
}

const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** CloudWatch Logs takes these periods only. PCI DSS 10.5.1 asks for twelve months. */
const RETENTIONS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export class InvalidConfig extends Error {
    constructor(readonly problems: readonly string[]) {
        super(`the configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join("\n")}`);
        this.name = "InvalidConfig";
    }
}

/** Collects every problem, so that one run tells all of them. */
class Reader {
    readonly problems: string[] = [];

    constructor(private readonly config: pulumi.Config) {}

    text(key: string, pattern: RegExp, means: string, fallback?: string): string {
        const value = this.config.get(key) ?? fallback;
        if (value === undefined) this.problems.push(`${key} is missing: ${means}`);
        else if (!pattern.test(value)) this.problems.push(`${key} is "${value}": ${means}`);
        return value ?? "";
    }

    optional(key: string, pattern: RegExp, means: string): string | undefined {
        const value = this.config.get(key);
        if (value !== undefined && !pattern.test(value)) this.problems.push(`${key} is "${value}": ${means}`);
        return value;
    }

    number(key: string, fallback: number, isValid: (value: number) => boolean, means: string): number {
        const written = this.config.get(key);
        const value = written === undefined ? fallback : Number(written);
        if (!isValid(value)) this.problems.push(`${key} is "${written}": ${means}`);
        return value;
    }

    zones(key: string, fallback: readonly string[]): [string, string, string] {
        const means = `three different zones of ${REGION}, as a list`;
        let value: unknown = fallback;
        try {
            value = this.config.getObject<unknown>(key) ?? fallback;
        } catch {
            this.problems.push(`${key} is not a list: ${means}`);
        }
        const zones = Array.isArray(value) ? value.map(String) : [];
        const good = zones.filter((zone) => new RegExp(`^${REGION}[a-z]$`).test(zone));
        if (new Set(good).size !== 3 || zones.length !== 3) this.problems.push(`${key} is "${zones}": ${means}`);
        return [zones[0] ?? "", zones[1] ?? "", zones[2] ?? ""];
    }
}

const between = (low: number, high: number) => (value: number) =>
    Number.isInteger(value) && value >= low && value <= high;
// Aurora scales in halves of a capacity unit.
const capacity = (value: number) => value >= 0.5 && value <= 256 && Number.isInteger(value * 2);

export function loadConfig(config = new pulumi.Config(), region = new pulumi.Config("aws").get("region")): StackConfig {
    const read = new Reader(config);
    if (region !== undefined && region !== REGION) {
        read.problems.push(`aws:region is "${region}": CloudFront's web ACL and certificate exist in ${REGION} only`);
    }
    const accountId = read.text("accountId", /^\d{12}$/, "the twelve digits of the account to deploy to");
    const domainName = read.text("domainName", DOMAIN, "the name that customers open, in lower case");
    const digest = (key: string) => read.optional(key, DIGEST, "sha256: and 64 hexadecimal digits, as the push prints it");
    const frontend = digest("frontendImageDigest");
    const backend = digest("backendImageDigest");
    const result: StackConfig = {
        // The longest name that it ends is a target group's (32 characters), the strictest that of a bucket.
        environmentSuffix: read.text("environmentSuffix", /^[a-z][a-z0-9]{1,9}$/,
            "two to ten lower-case letters and digits that begin with a letter"),
        accountId,
        domainName,
        originDomainName: read.text("originDomainName", DOMAIN,
            "the load balancer's own name, which the certificate carries, too", domainName && `origin.${domainName}`),
        hostedZoneId: read.text("hostedZoneId", /^Z[A-Z0-9]{5,31}$/, "the public hosted zone of both names"),
        certificateArn: read.text("certificateArn",
            new RegExp(`^arn:aws:acm:${REGION}:${accountId || "\\d{12}"}:certificate/[0-9a-f-]{36}$`),
            `an issued ACM certificate of this account in ${REGION}`),
        alertEmail: read.text("alertEmail", /^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an address that somebody reads"),
        vpcCidr: read.text("vpcCidr", /^(10\.\d{1,3}|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/,
            "a private range of the form 10.40.0.0/16", "10.40.0.0/16"),
        availabilityZones: read.zones("availabilityZones", ["a", "b", "c"].map((zone) => REGION + zone)),
        natGateways: read.number("natGateways", 1, (value) => value === 1 || value === 3, "1 or 3") as 1 | 3,
        desiredTasks: read.number("desiredTasks", 3, between(2, 50), "2 to 50 tasks of each service"),
        databaseEngineVersion: read.text("databaseEngineVersion", /^17\.\d{1,2}$/,
            "a version of Aurora PostgreSQL 17, which the parameter group is for", "17.5"),
        databaseMinCapacity: read.number("databaseMinCapacity", 0.5, capacity, "halves of a unit from 0.5 to 256"),
        databaseMaxCapacity: read.number("databaseMaxCapacity", 4, capacity, "halves of a unit from 0.5 to 256"),
        backupRetentionDays: read.number("backupRetentionDays", 14, between(7, 35), "7 to 35 days"),
        logRetentionDays: read.number("logRetentionDays", 365, (value) => RETENTIONS.includes(value),
            `one of ${RETENTIONS.join(", ")}`),
        logLevel: read.text("logLevel", new RegExp(`^(${LOG_LEVELS.join("|")})$`), `one of ${LOG_LEVELS.join(", ")}`,
            "info") as LogLevel,
        originHeaderGeneration: read.number("originHeaderGeneration", 1, between(1, 10_000), "a whole number from 1 on"),
        imageDigests: { ...(frontend ? { frontend } : {}), ...(backend ? { backend } : {}) },
    };
    if (result.databaseMaxCapacity < result.databaseMinCapacity) {
        read.problems.push("databaseMaxCapacity is below databaseMinCapacity");
    }
    if (domainName && result.originDomainName === domainName) {
        read.problems.push("originDomainName is domainName: CloudFront would call itself");
    }
    if (read.problems.length > 0) throw new InvalidConfig(read.problems);
    return result;
}
