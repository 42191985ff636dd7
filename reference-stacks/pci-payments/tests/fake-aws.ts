// ECR, ECS and SNS on loopback, as far as the scan gate asks them.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Answers {
    /** By digest: the answers to DescribeImageScanFindings in their order; the last one stays. */
    scans: Record<string, { status?: string; description?: string; counts?: Record<string, number>; error?: string }[]>;
    /** By service: what is being deployed. */
    deployments: Record<string, { arn: string; image: string; digest: string }[]>;
}

export interface Asked {
    readonly action: string;
    readonly body: Record<string, unknown>;
}

export class FakeAws {
    readonly asked: Asked[] = [];

    private constructor(private readonly server: Server) {}

    static async start(answers: Answers): Promise<FakeAws> {
        const server = createServer();
        const fake = new FakeAws(server);
        server.on("request", (request, response) => {
            let text = "";
            request.on("data", (chunk) => (text += chunk));
            request.on("end", () => {
                const target = request.headers["x-amz-target"];
                const isJson = typeof target === "string";
                const body = isJson ? JSON.parse(text || "{}") : Object.fromEntries(new URLSearchParams(text));
                const action = isJson ? (target.split(".")[1] ?? "") : String(body.Action);
                fake.asked.push({ action, body });
                const { status, answer } = answer_(answers, action, body);
                response.writeHead(status, { "content-type": isJson ? "application/x-amz-json-1.1" : "text/xml" });
                response.end(isJson ? JSON.stringify(answer) : `<${action}Response><${action}Result/></${action}Response>`);
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return fake;
    }

    /** What the SDK reads to come here instead of to AWS. */
    get environment(): Record<string, string> {
        return {
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
            AWS_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "nobody",
            AWS_SECRET_ACCESS_KEY: "nothing",
            AWS_MAX_ATTEMPTS: "1",
            CLUSTER: "cluster-t1",
            REPOSITORIES: "frontend-t1,backend-t1",
            TOPIC_ARN: "arn:aws:sns:us-east-1:111122223333:alerts-t1",
        };
    }

    actions(): string[] {
        return this.asked.map(({ action }) => action);
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }
}

function answer_(answers: Answers, action: string, body: Record<string, any>): { status: number; answer: unknown } {
    const found = Object.values(answers.deployments).flat();
    switch (action) {
        case "DescribeImageScanFindings": {
            const scans = answers.scans[body.imageId.imageDigest] ?? [];
            const scan = scans.length > 1 ? scans.shift() : scans[0];
            if (scan === undefined || scan.error !== undefined) {
                return { status: 400, answer: { __type: scan?.error ?? "ScanNotFoundException", message: "no scan" } };
            }
            return {
                status: 200,
                answer: {
                    imageScanStatus: { status: scan.status, description: scan.description },
                    ...(scan.counts ? { imageScanFindings: { findingSeverityCounts: scan.counts } } : {}),
                },
            };
        }
        case "ListServiceDeployments": {
            const going = answers.deployments[body.service] ?? [];
            return { status: 200, answer: { serviceDeployments: going.map(({ arn }) => ({ serviceDeploymentArn: arn })) } };
        }
        case "DescribeServiceDeployments":
            return {
                status: 200,
                answer: {
                    serviceDeployments: body.serviceDeploymentArns.map((arn: string) => ({
                        serviceDeploymentArn: arn, targetServiceRevision: { arn: `revision-of-${arn}` },
                    })),
                },
            };
        case "DescribeServiceRevisions":
            return {
                status: 200,
                answer: {
                    serviceRevisions: body.serviceRevisionArns.map((revision: string) => {
                        const of = found.find(({ arn }) => `revision-of-${arn}` === revision);
                        return {
                            serviceRevisionArn: revision,
                            containerImages: [{ containerName: "app", image: of?.image, imageDigest: of?.digest }],
                        };
                    }),
                },
            };
        default:
            return { status: 200, answer: {} };
    }
}
