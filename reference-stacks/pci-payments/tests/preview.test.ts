// preview.json is what a linter and a reviewer read, so it has to be what the program says today.
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Inputs } from "./harness";

const root = join(__dirname, "..");
const engine = process.env.ENGINE ?? join(root, "..", "..", "tests", "parity", "pulumi-ts", "engine.mjs");
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Step {
    urn: string;
    newState: { type: string; inputs?: Inputs; protect?: boolean; retainOnDelete?: boolean };
}

const text = readFileSync(join(root, "preview.json"), "utf8");
const steps: Step[] = JSON.parse(text).steps;

describe("preview.json", () => {
    // The stand-in for Pulumi's engine is part of the repository that this folder comes from.
    test("is fresh", { skip: existsSync(engine) ? false : "needs the repository's engine" }, () => {
        // Coverage would slow the program down for nothing.
        const { NODE_V8_COVERAGE: _, ...env } = process.env;
        execFileSync(join(root, "preview.sh"), ["--check"], { env: { ...env, ENGINE: engine }, stdio: "pipe" });
    });

    test("names no machine and no secret", () => {
        assert.doesNotMatch(text, /"[^"]*(\/home\/|\/Users\/|\/root\/|file:\/\/)/);
        assert.ok(!text.includes(root));
    });

    test("shows the text of every document but the one that needs the cluster's id", () => {
        const keys = ["policy", "assumeRolePolicy", "policyDocument", "containerDefinitions", "eventPattern"];
        const hidden = steps.filter(({ newState }) => keys.some((key) => newState.inputs?.[key] === UNKNOWN));
        assert.deepEqual(hidden.map(({ urn }) => urn.split("::").at(-1)), ["backend-database-policy-dev"]);
    });

    test("protects and retains nothing", () => {
        for (const { urn, newState } of steps) assert.ok(!newState.protect && !newState.retainOnDelete, urn);
    });
});
