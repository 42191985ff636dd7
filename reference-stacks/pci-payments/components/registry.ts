// One repository for each image: scanned on push, tags that never move, encrypted with the stack's key.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Names, ServiceName } from "../naming";
import type { Security } from "./security";

export interface RegistryArgs {
    readonly names: Names;
    readonly security: Security;
}

export class Registry extends pulumi.ComponentResource {
    readonly repositories: Readonly<Record<ServiceName, aws.ecr.Repository>>;

    constructor(name: string, { names, security }: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:containers:Registry", name, {}, opts);
        const repository = (service: ServiceName) => {
            const made = new aws.ecr.Repository(names.of(service), {
                name: names.of(service),
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: security.keys.containers.arn }],
                forceDelete: true,
            }, { parent: this });
            new aws.ecr.LifecyclePolicy(names.of(`${service}-lifecycle`), {
                repository: made.name,
                policy: JSON.stringify({
                    rules: [{
                        rulePriority: 1,
                        description: "Keep enough images to go back to",
                        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 50 },
                        action: { type: "expire" },
                    }],
                }),
            }, { parent: this });
            return made;
        };
        this.repositories = { frontend: repository("frontend"), backend: repository("backend") };
        this.registerOutputs({});
    }
}
