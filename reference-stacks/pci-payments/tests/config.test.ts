import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { InvalidConfig, loadConfig } from "../config";
import { CONFIG } from "./harness";

const GOOD: Record<string, string> = {
    environmentSuffix: "t1",
    accountId: CONFIG.accountId,
    domainName: CONFIG.domainName,
    hostedZoneId: CONFIG.hostedZoneId,
    certificateArn: CONFIG.certificateArn,
    alertEmail: CONFIG.alertEmail,
};

function load(changes: Record<string, string | undefined> = {}, region?: string) {
    const all: Record<string, string> = {};
    for (const [key, value] of Object.entries({ ...GOOD, ...changes })) {
        if (value !== undefined) all[`payments:${key}`] = value;
    }
    pulumi.runtime.setAllConfig(all);
    return loadConfig(new pulumi.Config("payments"), region);
}

function problems(changes: Record<string, string | undefined>, region?: string): readonly string[] {
    try {
        load(changes, region);
    } catch (error) {
        assert.ok(error instanceof InvalidConfig);
        return error.problems;
    }
    return [];
}

describe("configuration", () => {
    test("what is not said has a default", () => {
        assert.deepEqual(load(), { ...CONFIG, imageDigests: {} });
    });

    test("everything can be said", () => {
        const digest = `sha256:${"0".repeat(64)}`;
        const config = load({
            originDomainName: "alb.example.org",
            vpcCidr: "172.20.0.0/16",
            availabilityZones: '["us-east-1a", "us-east-1c", "us-east-1d"]',
            natGateways: "3",
            desiredTasks: "6",
            databaseEngineVersion: "17.7",
            databaseMinCapacity: "1.5",
            databaseMaxCapacity: "16",
            backupRetentionDays: "35",
            logRetentionDays: "731",
            logLevel: "warn",
            originHeaderGeneration: "2",
            backendImageDigest: digest,
        }, "us-east-1");
        assert.equal(config.originDomainName, "alb.example.org");
        assert.deepEqual(config.availabilityZones, ["us-east-1a", "us-east-1c", "us-east-1d"]);
        assert.equal(config.natGateways, 3);
        assert.equal(config.databaseMinCapacity, 1.5);
        assert.deepEqual(config.imageDigests, { backend: digest });
    });

    test("all problems are told at once", () => {
        const none = Object.fromEntries(Object.keys(GOOD).map((key) => [key, undefined]));
        const found = problems({ ...none, natGateways: "2" });
        for (const key of [...Object.keys(GOOD), "natGateways"]) {
            assert.ok(found.some((problem) => problem.startsWith(`${key} is`)), key);
        }
        assert.throws(() => load(none), /the configuration has \d+ problem\(s\):\n {2}- /);
    });

    test("another region is refused", () => {
        assert.match(problems({}, "eu-central-1").join(), /aws:region is "eu-central-1"/);
    });

    const wrong: [key: string, value: string][] = [
        ["environmentSuffix", "Prod"],
        ["environmentSuffix", "toolongsuffix"],
        ["environmentSuffix", "a-b"],
        ["accountId", "1234"],
        ["domainName", "pay"],
        ["domainName", "https://pay.example.com"],
        ["hostedZoneId", "example.com"],
        ["certificateArn", "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"],
        ["certificateArn", "arn:aws:acm:us-east-1:999999999999:certificate/12345678-1234-1234-1234-123456789012"],
        ["alertEmail", "somebody"],
        ["vpcCidr", "8.8.0.0/16"],
        ["vpcCidr", "10.40.0.0/24"],
        ["availabilityZones", '["us-east-1a", "us-east-1a", "us-east-1b"]'],
        ["availabilityZones", '["us-east-1a", "us-east-1b"]'],
        ["availabilityZones", '["eu-west-1a", "us-east-1b", "us-east-1c"]'],
        ["availabilityZones", "us-east-1a"],
        ["availabilityZones", '"us-east-1a"'],
        ["natGateways", "0"],
        ["desiredTasks", "1"],
        ["desiredTasks", "many"],
        ["databaseEngineVersion", "16.4"],
        ["databaseMinCapacity", "0.3"],
        ["databaseMaxCapacity", "0"],
        ["backupRetentionDays", "1"],
        ["logRetentionDays", "30"],
        ["logLevel", "verbose"],
        ["originHeaderGeneration", "0"],
        ["frontendImageDigest", "latest"],
        ["backendImageDigest", "sha256:abc"],
    ];
    for (const [key, value] of wrong) {
        test(`${key} is not ${value}`, () => {
            const found = problems({ [key]: value });
            assert.ok(found.some((problem) => problem.startsWith(`${key} is`)), found.join("\n"));
        });
    }

    test("the largest capacity is not below the smallest", () => {
        assert.deepEqual(problems({ databaseMinCapacity: "8", databaseMaxCapacity: "4" }),
            ["databaseMaxCapacity is below databaseMinCapacity"]);
    });

    test("CloudFront does not call itself", () => {
        assert.match(problems({ originDomainName: CONFIG.domainName }).join(), /would call itself/);
    });
});
