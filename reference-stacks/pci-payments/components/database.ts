// Aurora PostgreSQL Serverless v2: IAM sign-in, TLS only, its own key, and two instances in two zones.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import { DATABASE, type Names } from "../naming";
import type { Firewall } from "./firewall";
import type { Network } from "./network";
import type { Observability } from "./observability";
import type { Security } from "./security";

export interface DatabaseArgs {
    readonly names: Names;
    readonly config: StackConfig;
    readonly network: Network;
    readonly firewall: Firewall;
    readonly security: Security;
    readonly observability: Observability;
}

export class Database extends pulumi.ComponentResource {
    readonly cluster: aws.rds.Cluster;

    constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:database:Database", name, {}, opts);
        const { names, config, network, firewall, security, observability } = args;
        const child = { parent: this };

        const subnets = new aws.rds.SubnetGroup(names.of("database-subnet-group"), {
            name: names.of("database-subnet-group"),
            description: "Subnets without a route out",
            subnetIds: network.subnets.database.map((subnet) => subnet.id),
        }, child);
        const parameters = new aws.rds.ClusterParameterGroup(names.of("database-parameters"), {
            name: names.of("database-parameters"),
            family: "aurora-postgresql17",
            description: "TLS only, and an audit trail of sign-ins and of changes to structure and rights",
            parameters: [
                { name: "rds.force_ssl", value: "1" },
                { name: "ssl_min_protocol_version", value: "TLSv1.2" },
                { name: "log_connections", value: "1" },
                { name: "log_disconnections", value: "1" },
                // The library has to be there when the cluster starts.
                { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", applyMethod: "pending-reboot" },
                // Never `all`: statements on payments would carry card data into the log.
                { name: "pgaudit.log", value: "ddl,role", applyMethod: "pending-reboot" },
            ],
        }, child);

        const insights = {
            performanceInsightsEnabled: true,
            performanceInsightsKmsKeyId: security.keys.database.arn,
            performanceInsightsRetentionPeriod: 7,
        };
        this.cluster = new aws.rds.Cluster(names.of("aurora"), {
            clusterIdentifier: names.of("aurora"),
            engine: "aurora-postgresql",
            engineMode: "provisioned",
            engineVersion: config.databaseEngineVersion,
            databaseName: DATABASE.name,
            port: DATABASE.port,
            serverlessv2ScalingConfiguration: {
                minCapacity: config.databaseMinCapacity,
                maxCapacity: config.databaseMaxCapacity,
            },
            iamDatabaseAuthenticationEnabled: true,
            // RDS makes the master's password, keeps it in Secrets Manager and changes it every seven days. Nobody needs
            // it after the application's user is made (README.md).
            masterUsername: DATABASE.master,
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: security.keys.secrets.arn,
            storageEncrypted: true,
            kmsKeyId: security.keys.database.arn,
            ...insights,
            databaseInsightsMode: "standard",
            dbSubnetGroupName: subnets.name,
            vpcSecurityGroupIds: [firewall.groups.database.id],
            dbClusterParameterGroupName: parameters.name,
            enabledCloudwatchLogsExports: ["postgresql", "iam-db-auth-error"],
            // A way in past the network; README.md opens it for the minute in which the application's user is made.
            enableHttpEndpoint: false,
            backupRetentionPeriod: config.backupRetentionDays,
            copyTagsToSnapshot: true,
            // Everything can be destroyed: no protection, and no snapshot or backup that stays behind.
            deletionProtection: false,
            skipFinalSnapshot: true,
            deleteAutomatedBackups: true,
        }, { parent: this, dependsOn: [observability.groups.database, observability.groups["database-logins"]] });

        const [first, second] = config.availabilityZones;
        for (const { role, zone, tier } of [{ role: "writer", zone: first, tier: 0 }, { role: "reader", zone: second, tier: 1 }]) {
            new aws.rds.ClusterInstance(names.of(`aurora-${role}`), {
                identifier: names.of(`aurora-${role}`),
                clusterIdentifier: this.cluster.id,
                engine: "aurora-postgresql",
                engineVersion: config.databaseEngineVersion,
                instanceClass: "db.serverless",
                availabilityZone: zone,
                dbSubnetGroupName: subnets.name,
                publiclyAccessible: false,
                // The reader scales with the writer, so that it can take over at once.
                promotionTier: tier,
                autoMinorVersionUpgrade: true,
                copyTagsToSnapshot: true,
                ...insights,
            }, child);
        }
        this.registerOutputs({});
    }
}
