// A deployment whose images the scan gate is asked about: each Invocation runs the gate's real function, as Lambda would,
// and an error of it fails the resource, as the provider does. Prints what was made all the same. Started by
// scan-gate.test.ts in a process of its own, because Pulumi's runtime ends the process of a failed program.
import { deploy } from "./harness";

async function main(): Promise<void> {
    const { handler } = await import("../functions/scan-gate/index.mjs");
    const run = await deploy({}, async ({ type, inputs }) => {
        if (type === "aws:lambda/invocation:Invocation") await handler(JSON.parse(inputs.input));
    });
    const made = run.registered.filter(({ type }) => type.startsWith("aws:ecs/")).map(({ name }) => name).sort();
    console.log(`RESULT ${JSON.stringify({ failure: run.failure?.message, made })}`);
}

void main();
