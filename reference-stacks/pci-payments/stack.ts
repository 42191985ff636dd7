// How the parts fit together. index.ts gives this a configuration, and so do the tests.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Alarms } from "./components/alarms";
import { Containers } from "./components/containers";
import { Database } from "./components/database";
import { Edge } from "./components/edge";
import { Firewall } from "./components/firewall";
import { LoadBalancer } from "./components/load-balancer";
import { Network } from "./components/network";
import { Observability } from "./components/observability";
import { Registry } from "./components/registry";
import { ScanGate } from "./components/scan-gate";
import { Secrets } from "./components/secrets";
import { Security } from "./components/security";
import type { StackConfig } from "./config";
import { Names, REGION, type ServiceName } from "./naming";

export interface StackOutputs {
    readonly cloudFrontUrl: string;
    readonly cloudFrontDomain: pulumi.Output<string>;
    readonly clusterName: pulumi.Output<string>;
    readonly clusterArn: pulumi.Output<string>;
    readonly repositoryUrls: Record<ServiceName, pulumi.Output<string>>;
    readonly databaseClusterArn: pulumi.Output<string>;
    readonly databaseMasterSecretArn: pulumi.Output<string | undefined>;
    readonly scanGateFunction: pulumi.Output<string>;
}

export function createStack(config: StackConfig): StackOutputs {
    const names = new Names(config.environmentSuffix, config.accountId);
    // Its own provider: neither another region nor another account can slip in from the shell.
    const provider = new aws.Provider(names.of("aws"), {
        region: REGION,
        allowedAccountIds: [config.accountId],
        defaultTags: {
            tags: {
                Project: "pci-payments",
                Environment: config.environmentSuffix,
                ManagedBy: "pulumi",
                DataClassification: "cardholder-data",
            },
        },
    });
    const opts: pulumi.ComponentResourceOptions = { providers: { aws: provider } };

    const security = new Security(names.of("security"), { names }, opts);
    const observability = new Observability(names.of("observability"), {
        names,
        security,
        retentionInDays: config.logRetentionDays,
        alertEmail: config.alertEmail,
    }, opts);
    const network = new Network(names.of("network"), {
        names,
        vpcCidr: config.vpcCidr,
        availabilityZones: config.availabilityZones,
        natGateways: config.natGateways,
        security,
        observability,
    }, opts);
    const firewall = new Firewall(names.of("firewall"), { names, vpc: network.vpc }, opts);
    const database = new Database(names.of("database"), {
        names, config, network, firewall, security, observability,
    }, opts);
    const secrets = new Secrets(names.of("secrets"), { names, config, security, database }, opts);
    const registry = new Registry(names.of("registry"), { names, security }, opts);
    const scanGate = new ScanGate(names.of("scan-gate"), { names, security, observability, registry }, opts);
    const loadBalancer = new LoadBalancer(names.of("balancing"), { names, config, network, firewall, secrets }, opts);
    const containers = new Containers(names.of("containers"), {
        names, config, network, firewall, security, observability, database, secrets, scanGate, loadBalancer,
    }, opts);
    const edge = new Edge(names.of("edge"), { names, config, observability, secrets, loadBalancer }, opts);
    new Alarms(names.of("alarms"), {
        names, topic: observability.topic, loadBalancer, database, scanGate, edge,
    }, opts);

    return {
        cloudFrontUrl: `https://${config.domainName}`,
        cloudFrontDomain: edge.distribution.domainName,
        clusterName: containers.cluster.name,
        clusterArn: containers.cluster.arn,
        repositoryUrls: {
            frontend: registry.repositories.frontend.repositoryUrl,
            backend: registry.repositories.backend.repositoryUrl,
        },
        databaseClusterArn: database.cluster.arn,
        databaseMasterSecretArn: database.cluster.masterUserSecrets.apply((secrets) => secrets?.[0]?.secretArn),
        scanGateFunction: scanGate.function.name,
    };
}
