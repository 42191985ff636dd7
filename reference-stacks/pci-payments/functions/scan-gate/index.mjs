// The scan gate's function. Pulumi calls it with {action: "check", repository, digest} and takes an error for a refusal;
// EventBridge calls it with the event of a scan. The clients are those of the runtime.
import { DescribeImageScanFindingsCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
    DescribeServiceDeploymentsCommand, DescribeServiceRevisionsCommand, ECSClient, ListServiceDeploymentsCommand,
    StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { check, stop } from "./gate.mjs";

const ecr = new ECRClient({});
const ecs = new ECSClient({});
const sns = new SNSClient({});

/** @type {import("./gate.mjs").Ports} */
const ports = {
    async scanOf(repositoryName, imageDigest) {
        try {
            const answer = await ecr.send(new DescribeImageScanFindingsCommand({
                repositoryName, imageId: { imageDigest }, maxResults: 1,
            }));
            return {
                status: answer.imageScanStatus?.status,
                description: answer.imageScanStatus?.description,
                counts: answer.imageScanFindings?.findingSeverityCounts,
            };
        } catch (error) {
            if (error instanceof Error && error.name === "ScanNotFoundException") return undefined;
            throw error;
        }
    },

    async deploymentsOf(service) {
        const cluster = process.env.CLUSTER;
        const { serviceDeployments: going = [] } = await ecs.send(new ListServiceDeploymentsCommand({
            cluster, service, status: ["PENDING", "IN_PROGRESS"],
        }));
        if (going.length === 0) return [];
        const { serviceDeployments = [] } = await ecs.send(new DescribeServiceDeploymentsCommand({
            serviceDeploymentArns: going.flatMap(({ serviceDeploymentArn: arn }) => arn ?? []),
        }));
        const deployments = [];
        for (const { serviceDeploymentArn: arn, targetServiceRevision } of serviceDeployments) {
            if (!arn || !targetServiceRevision?.arn) continue;
            const { serviceRevisions = [] } = await ecs.send(new DescribeServiceRevisionsCommand({
                serviceRevisionArns: [targetServiceRevision.arn],
            }));
            const images = serviceRevisions
                .flatMap(({ containerImages = [] }) => containerImages)
                .map(({ image, imageDigest }) => `${image} ${imageDigest}`);
            deployments.push({ arn, images });
        }
        return deployments;
    },

    async rollBack(serviceDeploymentArn) {
        await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" }));
    },

    async tell(subject, message) {
        await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Subject: subject.slice(0, 100), Message: message }));
    },

    async sleep(milliseconds) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },

    log(entry) {
        console.log(JSON.stringify(entry));
    },
};

/** @param {any} event */
export async function handler(event) {
    const repositories = (process.env.REPOSITORIES ?? "").split(",");
    if (event.action === "check") {
        if (!repositories.includes(event.repository)) throw new Error(`repository ${event.repository} is not ours`);
        return check(ports, event);
    }
    if (event.detail?.["image-digest"]) return stop(ports, repositories, event.detail);
    throw new Error("neither a check nor the event of a scan");
}
