import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, mock, test } from "node:test";
import type { Ports, Scan } from "../functions/scan-gate/gate.mjs" with { "resolution-mode": "import" };
import { type Answers, FakeAws } from "./fake-aws";
import { CONFIG, deploy, type Inputs, type Run } from "./harness";

// A module of the other kind, as Lambda takes it.
let { check, stop, Refused } = {} as typeof import("../functions/scan-gate/gate.mjs", { with: { "resolution-mode": "import" } });
before(async () => {
    ({ check, stop, Refused } = await import("../functions/scan-gate/gate.mjs"));
});

const IMAGE = { repository: "backend-t1", digest: `sha256:${"b".repeat(64)}` };

function ports(changes: Partial<Ports> = {}) {
    const rolledBack: string[] = [];
    const told: string[] = [];
    const pauses: number[] = [];
    const all: Ports = {
        scanOf: async () => ({ status: "COMPLETE", counts: {} }),
        deploymentsOf: async () => [],
        rollBack: async (arn) => void rolledBack.push(arn),
        tell: async (subject, message) => void told.push(`${subject}\n${message}`),
        sleep: async (milliseconds) => void pauses.push(milliseconds),
        log: () => undefined,
        ...changes,
    };
    return { all, rolledBack, told, pauses };
}

const scans = (...answers: (Scan | undefined)[]) => {
    const left = [...answers];
    return async () => (left.length > 1 ? left.shift() : left[0]);
};

describe("before a deployment", () => {
    test("a clean image may be deployed", async () => {
        const { all } = ports({ scanOf: scans({ status: "COMPLETE", counts: { MEDIUM: 3, LOW: 9, HIGH: 0 } }) });
        assert.deepEqual(await check(all, IMAGE), {
            allowed: true, image: `${IMAGE.repository}@${IMAGE.digest}`, counts: { MEDIUM: 3, LOW: 9, HIGH: 0 },
        });
    });

    for (const counts of [{ HIGH: 1 }, { CRITICAL: 2 }, { HIGH: 4, CRITICAL: 1, LOW: 7 }]) {
        test(`${JSON.stringify(counts)} is refused`, async () => {
            const { all } = ports({ scanOf: scans({ status: "COMPLETE", counts }) });
            await assert.rejects(check(all, IMAGE), (error: Error) => {
                assert.ok(error instanceof Refused);
                for (const [severity, count] of Object.entries(counts)) {
                    assert.equal(error.message.includes(`${count} ${severity}`), severity !== "LOW");
                }
                return true;
            });
        });
    }

    test("enhanced scanning ends as ACTIVE", async () => {
        assert.ok((await check(ports({ scanOf: scans({ status: "ACTIVE" }) }).all, IMAGE)).allowed);
        await assert.rejects(check(ports({ scanOf: scans({ status: "ACTIVE", counts: { HIGH: 1 } }) }).all, IMAGE), Refused);
    });

    test("it waits for a scan that has not begun or not ended", async () => {
        const { all, pauses } = ports({
            scanOf: scans(undefined, { status: "PENDING" }, { status: "IN_PROGRESS" }, { status: "COMPLETE" }),
        });
        assert.ok((await check(all, IMAGE)).allowed);
        assert.equal(pauses.length, 3);
    });

    test("it gives up before Lambda does", async () => {
        for (const scan of [undefined, { status: "IN_PROGRESS" }]) {
            const { all, pauses } = ports({ scanOf: scans(scan) });
            await assert.rejects(check(all, IMAGE), /not done after 240 s/);
            assert.equal(pauses.reduce((sum, pause) => sum + pause, 0), 240_000);
        }
    });

    test("a scan that failed proves nothing", async () => {
        for (const status of ["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED", "FINDINGS_UNAVAILABLE"]) {
            await assert.rejects(check(ports({ scanOf: scans({ status }) }).all, IMAGE), new RegExp(status));
        }
        await assert.rejects(check(ports({ scanOf: scans({ status: "FAILED", description: "no such OS" }) }).all, IMAGE),
            /no such OS/);
    });
});

describe("during a deployment", () => {
    const detail = (changes: Inputs = {}) => ({
        "repository-name": IMAGE.repository,
        "image-digest": IMAGE.digest,
        "finding-severity-counts": { CRITICAL: 1 } as Record<string, number>,
        ...changes,
    });
    const going = async () => [
        { arn: "with-it", images: [`registry/backend-t1@${IMAGE.digest} ${IMAGE.digest}`] },
        { arn: "without-it", images: [`registry/backend-t1@sha256:${"c".repeat(64)}`] },
    ];
    const services = ["frontend-t1", "backend-t1"];

    test("what deploys the image is rolled back, and people are told", async () => {
        const { all, rolledBack, told } = ports({ deploymentsOf: going });
        assert.deepEqual(await stop(all, services, detail()), { stopped: ["with-it"] });
        assert.deepEqual(rolledBack, ["with-it"]);
        assert.match(told[0] ?? "", /1 CRITICAL[\s\S]*Rolled back: with-it/);
    });

    test("Inspector names the repository by its ARN", async () => {
        const { all, rolledBack } = ports({ deploymentsOf: going });
        await stop(all, services, detail({ "repository-name": "arn:aws:ecr:us-east-1:111122223333:repository/backend-t1" }));
        assert.deepEqual(rolledBack, ["with-it"]);
    });

    test("what runs already is left to people", async () => {
        const { all, rolledBack, told } = ports();
        assert.deepEqual(await stop(all, services, detail()), { stopped: [] });
        assert.deepEqual(rolledBack, []);
        assert.match(told[0] ?? "", /No deployment of it was going on/);
    });

    test("a clean scan and a strange repository are none of its business", async () => {
        const { all, told } = ports({ deploymentsOf: going });
        assert.deepEqual(await stop(all, services, detail({ "finding-severity-counts": { LOW: 2 } })), { stopped: [] });
        assert.deepEqual(await stop(all, services, detail({ "finding-severity-counts": undefined })), { stopped: [] });
        assert.deepEqual(await stop(all, services, detail({ "repository-name": "other" })), { stopped: [] });
        assert.deepEqual(told, []);
    });
});

describe("the function, with the SDK's own clients", () => {
    const answers: Answers = { scans: {}, deployments: {} };
    let aws: FakeAws;
    let handler: (event: unknown) => Promise<unknown>;

    before(async () => {
        aws = await FakeAws.start(answers);
        Object.assign(process.env, aws.environment);
        mock.method(console, "log", () => undefined);
        ({ handler } = await import("../functions/scan-gate/index.mjs"));
    });
    after(async () => {
        mock.restoreAll();
        await aws.stop();
    });

    test("asks ECR for this very digest", async () => {
        answers.scans[IMAGE.digest] = [{ status: "COMPLETE", counts: { LOW: 1 } }];
        assert.deepEqual(await handler({ action: "check", ...IMAGE }), {
            allowed: true, image: `${IMAGE.repository}@${IMAGE.digest}`, counts: { LOW: 1 },
        });
        assert.deepEqual(aws.asked.at(-1), {
            action: "DescribeImageScanFindings",
            body: { repositoryName: "backend-t1", imageId: { imageDigest: IMAGE.digest }, maxResults: 1 },
        });
    });

    test("refuses what ECR found wanting", async () => {
        answers.scans[IMAGE.digest] = [{ status: "COMPLETE", counts: { CRITICAL: 3 } }];
        await assert.rejects(handler({ action: "check", ...IMAGE }), /3 CRITICAL/);
    });

    test("waits where no scan has begun", async (context) => {
        answers.scans[IMAGE.digest] = [{ error: "ScanNotFoundException" }, { status: "COMPLETE" }];
        context.mock.timers.enable({ apis: ["setTimeout"] });
        const asked = aws.asked.length;
        const answer = handler({ action: "check", ...IMAGE });
        // The clock stands still, so the second question comes only after the pause.
        const turns = async (count: number) => {
            for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
        };
        while (aws.asked.length === asked) await turns(1);
        await turns(200);
        assert.equal(aws.asked.length, asked + 1);
        context.mock.timers.tick(10_000);
        await answer;
        assert.equal(aws.asked.length, asked + 2);
    });

    test("passes other errors on", async () => {
        answers.scans[IMAGE.digest] = [{ error: "RepositoryNotFoundException" }];
        await assert.rejects(handler({ action: "check", ...IMAGE }), { name: "RepositoryNotFoundException" });
    });

    test("rolls back what is being deployed", async () => {
        answers.deployments["backend-t1"] = [
            { arn: "deployment-1", image: "registry/backend-t1", digest: IMAGE.digest },
            { arn: "deployment-2", image: "registry/backend-t1", digest: `sha256:${"d".repeat(64)}` },
        ];
        const result = await handler({
            "detail-type": "ECR Image Scan",
            detail: {
                "repository-name": "backend-t1", "image-digest": IMAGE.digest, "finding-severity-counts": { HIGH: 1 },
            },
        });
        assert.deepEqual(result, { stopped: ["deployment-1"] });
        assert.deepEqual(aws.asked.find(({ action }) => action === "StopServiceDeployment")?.body,
            { serviceDeploymentArn: "deployment-1", stopType: "ROLLBACK" });
        const told = aws.asked.find(({ action }) => action === "Publish")?.body;
        assert.equal(told?.TopicArn, "arn:aws:sns:us-east-1:111122223333:alerts-t1");
    });

    test("finds nothing to stop where nothing is going on", async () => {
        answers.deployments = {};
        const asked = aws.asked.length;
        await handler({
            detail: {
                "repository-name": "frontend-t1", "image-digest": IMAGE.digest, "finding-severity-counts": { HIGH: 1 },
            },
        });
        assert.deepEqual(aws.actions().slice(asked), ["ListServiceDeployments", "Publish"]);
    });

    test("does not know other events and other repositories", async () => {
        await assert.rejects(handler({}), /neither a check nor/);
        await assert.rejects(handler({ action: "check", repository: "other", digest: IMAGE.digest }), /not ours/);
    });
});

describe("a deployment", () => {
    const digests = CONFIG.imageDigests as { frontend: string; backend: string };

    /** Runs refused-deployment.ts against these scans. */
    async function deployment(scans: Answers["scans"]): Promise<{ code: number; failure?: string; made: string[] }> {
        const aws = await FakeAws.start({ scans, deployments: {} });
        try {
            return await new Promise((resolve, reject) => {
                execFile(process.execPath, ["--require", "ts-node/register/transpile-only", join(__dirname, "refused-deployment.ts")], {
                    cwd: join(__dirname, ".."),
                    env: { ...process.env, ...aws.environment },
                }, (error, stdout, stderr) => {
                    const line = stdout.split("\n").find((text) => text.startsWith("RESULT "));
                    if (line === undefined) reject(new Error(stderr));
                    else resolve({ code: Number(error?.code ?? 0), ...JSON.parse(line.slice("RESULT ".length)) });
                });
            });
        } finally {
            await aws.stop();
        }
    }

    test("of clean images goes through", async () => {
        const clean = [{ status: "COMPLETE", counts: { MEDIUM: 1 } }];
        assert.deepEqual(await deployment({ [digests.frontend]: clean, [digests.backend]: clean }), {
            code: 0,
            made: ["backend-t1", "backend-task-t1", "cluster-t1", "frontend-t1", "frontend-task-t1"],
        });
    });

    test("of an image with HIGH findings fails, and its task and service are never made", async () => {
        const result = await deployment({
            [digests.frontend]: [{ status: "COMPLETE", counts: {} }],
            [digests.backend]: [{ status: "COMPLETE", counts: { HIGH: 2 } }],
        });
        assert.notEqual(result.code, 0);
        assert.match(result.failure ?? "", /backend-t1@sha256:b+ has 2 HIGH findings/);
        assert.deepEqual(result.made, ["cluster-t1", "frontend-t1", "frontend-task-t1"]);
    });

    test("of an image that cannot be scanned fails as well", async () => {
        const result = await deployment({
            [digests.frontend]: [{ status: "UNSUPPORTED_IMAGE" }],
            [digests.backend]: [{ status: "COMPLETE" }],
        });
        assert.notEqual(result.code, 0);
        assert.ok(!result.made.includes("frontend-t1"));
    });
});

describe("what the stack makes for the gate", () => {
    let run: Run;
    before(async () => {
        run = await deploy();
    });

    test("an event of either scanner with HIGH or CRITICAL findings runs it", () => {
        const rule = run.one("aws:cloudwatch/eventRule:EventRule");
        const pattern = JSON.parse(rule.eventPattern);
        assert.equal(rule.state, "ENABLED");
        assert.deepEqual(pattern["detail-type"], ["ECR Image Scan", "Inspector2 Scan"]);
        assert.deepEqual(pattern.detail.$or, [
            { "finding-severity-counts": { HIGH: [{ numeric: [">", 0] }] } },
            { "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] } },
        ]);
        assert.ok(pattern.detail["repository-name"].includes("backend-t1"));
        assert.equal(run.one("aws:cloudwatch/eventTarget:EventTarget").arn, "arn:of:scan-gate-t1");
        const permission = run.one("aws:lambda/permission:Permission");
        assert.equal(permission.principal, "events.amazonaws.com");
        assert.equal(permission.sourceArn, "arn:aws:events:us-east-1:111122223333:rule/scan-findings-t1");
        assert.equal(permission.sourceAccount, CONFIG.accountId);
    });

    test("each service is checked by its own digest, and anew when it changes", () => {
        for (const service of ["frontend", "backend"] as const) {
            const { input, triggers } = run.one("aws:lambda/invocation:Invocation", `${service}-scan-check-t1`);
            assert.deepEqual(JSON.parse(input),
                { action: "check", repository: `${service}-t1`, digest: CONFIG.imageDigests[service] });
            assert.deepEqual(triggers, { digest: CONFIG.imageDigests[service] });
        }
    });

    test("the function is current, traced, encrypted, and loses nothing", () => {
        const gate = run.one("aws:lambda/function:Function");
        assert.equal(gate.runtime, "nodejs24.x");
        assert.equal(gate.tracingConfig.mode, "Active");
        assert.equal(gate.kmsKeyArn, "arn:of:events-key-t1");
        assert.equal(gate.deadLetterConfig.targetArn, "arn:of:scan-gate-dead-letters-t1");
        assert.equal(gate.timeout, 300);
        assert.equal(gate.memorySize, 256);
        assert.equal(run.one("aws:sqs/queue:Queue").kmsMasterKeyId, "arn:of:events-key-t1");
    });

    test("its role may do that and no more", () => {
        const statements = run.statements("aws:iam/rolePolicy:RolePolicy", "scan-gate-policy-t1");
        const wide = Object.values(statements).filter(({ Resource }) => Resource === "*");
        assert.deepEqual(wide.map(({ Sid }) => Sid), ["TracesHaveNoResource"]);
        assert.deepEqual(statements.ReadFindings?.Resource, [
            "arn:aws:ecr:us-east-1:111122223333:repository/frontend-t1",
            "arn:aws:ecr:us-east-1:111122223333:repository/backend-t1",
        ]);
        assert.ok(statements.SeeAndStopDeploymentsOfTheServices?.Resource
            .includes("arn:aws:ecs:us-east-1:111122223333:service-deployment/cluster-t1/backend-t1/*"));
    });
});
