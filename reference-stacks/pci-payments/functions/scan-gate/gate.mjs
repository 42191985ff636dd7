// What the gate decides, apart from the clients it asks with, so that both can be tested.

/**
 * @typedef {{ status?: string | undefined, description?: string | undefined, counts?: Record<string, number> | undefined }} Scan
 * @typedef {{ arn: string, images: string[] }} Deployment
 * @typedef {object} Ports
 * @property {(repository: string, digest: string) => Promise<Scan | undefined>} scanOf undefined: no scan has begun
 * @property {(service: string) => Promise<Deployment[]>} deploymentsOf those of a service that are going on
 * @property {(deployment: string) => Promise<void>} rollBack
 * @property {(subject: string, message: string) => Promise<void>} tell
 * @property {(milliseconds: number) => Promise<void>} sleep
 * @property {(entry: object) => void} log
 */

export const BLOCKING = ["CRITICAL", "HIGH"];

/** Basic scanning ends with COMPLETE; enhanced scanning stays ACTIVE and goes on watching. */
const DONE = new Set(["COMPLETE", "ACTIVE"]);
const WAITING = new Set(["PENDING", "IN_PROGRESS"]);

const PAUSE = 10_000;
const PATIENCE = 240_000;

/** The deployment fails with this text, so it says what to do. */
export class Refused extends Error {
    /** @param {string} message */
    constructor(message) {
        super(message);
        this.name = "Refused";
    }
}

/** @param {Record<string, number> | undefined} counts */
export function blockingFindings(counts) {
    return BLOCKING.filter((severity) => (counts?.[severity] ?? 0) > 0).map((severity) => `${counts?.[severity]} ${severity}`);
}

/**
 * Waits for the scan of an image and throws unless it ended without HIGH and CRITICAL findings. Whatever is not known
 * (no scan, a scan that failed, a kind of image that cannot be scanned) is refused as well.
 *
 * @param {Ports} ports
 * @param {{ repository: string, digest: string }} image
 */
export async function check(ports, { repository, digest }) {
    const image = `${repository}@${digest}`;
    for (let waited = 0; ; waited += PAUSE) {
        const scan = await ports.scanOf(repository, digest);
        if (scan?.status !== undefined && DONE.has(scan.status)) {
            const found = blockingFindings(scan.counts);
            ports.log({ image, status: scan.status, counts: scan.counts ?? {}, allowed: found.length === 0 });
            if (found.length > 0) throw new Refused(`${image} has ${found.join(" and ")} findings: mend the image and push it anew`);
            return { allowed: true, image, counts: scan.counts ?? {} };
        }
        if (scan?.status !== undefined && !WAITING.has(scan.status)) {
            throw new Refused(`the scan of ${image} ended as ${scan.status} (${scan.description ?? "no reason given"})`);
        }
        if (waited >= PATIENCE) {
            throw new Refused(`the scan of ${image} is not done after ${PATIENCE / 1000} s (${scan?.status ?? "none has begun"}): try again`);
        }
        await ports.sleep(PAUSE);
    }
}

/**
 * Rolls back what is being deployed with an image that a scan has found wanting, and tells people. What runs already is
 * left alone: stopping payments is not a decision for a machine.
 *
 * @param {Ports} ports
 * @param {string[]} services
 * @param {{ "repository-name": string, "image-digest": string, "finding-severity-counts"?: Record<string, number> }} detail
 */
export async function stop(ports, services, detail) {
    const found = blockingFindings(detail["finding-severity-counts"]);
    const digest = detail["image-digest"];
    // Inspector names the repository by its ARN.
    const repository = detail["repository-name"].replace(/^arn:.*:repository\//, "");
    if (found.length === 0) return { stopped: [] };
    if (!services.includes(repository)) return { stopped: [] };

    const stopped = [];
    for (const deployment of await ports.deploymentsOf(repository)) {
        if (!deployment.images.some((image) => image.includes(digest))) continue;
        await ports.rollBack(deployment.arn);
        stopped.push(deployment.arn);
    }
    ports.log({ image: `${repository}@${digest}`, found, stopped });
    await ports.tell(
        `${repository}: image with ${found.join(" and ")} findings`,
        [
            `Image ${repository}@${digest} has ${found.join(" and ")} findings.`,
            stopped.length > 0
                ? `Rolled back: ${stopped.join(", ")}`
                : "No deployment of it was going on. If it runs already, replace it.",
            "The scan gate refuses it in every later deployment.",
        ].join("\n"),
    );
    return { stopped };
}
