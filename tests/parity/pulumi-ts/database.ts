// Relational databases, tables, caches, warehouses and search.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

const databaseKey = new aws.kms.Key("database-key", {
    description: "Encrypts what this stack stores",
    enableKeyRotation: true,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::123456789012:root" },
                Action: "kms:*",
                Resource: "*",
            },
        ],
    }),
});

new aws.rds.Instance("public-database", { // expect: rds-not-publicly-accessible
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    backupRetentionPeriod: 7,
    publiclyAccessible: true,
    skipFinalSnapshot: true,
});

new aws.rds.Instance("unencrypted-database", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    backupRetentionPeriod: 7,
    skipFinalSnapshot: true,
});

new aws.rds.Instance("aws-key-database", { // expect: rds-encrypted-with-customer-key
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    backupRetentionPeriod: 7,
    publiclyAccessible: false,
    skipFinalSnapshot: true,
});

new aws.rds.Instance("no-backups-database", { // expect: rds-backups-retained
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    backupRetentionPeriod: 0,
    publiclyAccessible: false,
    skipFinalSnapshot: true,
});

new aws.rds.Instance("protected-database", { // expect: no-deletion-protection
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    backupRetentionPeriod: 7,
    deletionProtection: true,
    skipFinalSnapshot: true,
});

new aws.rds.Instance("snapshot-database", { // expect: no-retained-resources
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    manageMasterUserPassword: true,
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    backupRetentionPeriod: 7,
    finalSnapshotIdentifier: "snapshot-database-last",
});

new aws.rds.Instance( // expect: no-retained-resources
    "kept-database",
    {
        engine: "postgres",
        instanceClass: "db.t4g.micro",
        allocatedStorage: 20,
        username: "app",
        manageMasterUserPassword: true,
        storageEncrypted: true,
        kmsKeyId: databaseKey.arn,
        backupRetentionPeriod: 7,
        skipFinalSnapshot: true,
    },
    { retainOnDelete: true },
);

new aws.rds.Instance("secret-password-database", {
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    allocatedStorage: 20,
    username: "app",
    password: config.requireSecret("databasePassword"),
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    backupRetentionPeriod: 7,
    skipFinalSnapshot: true,
});

new aws.rds.Cluster("unencrypted-cluster", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
    engine: "aurora-postgresql",
    masterUsername: "app",
    manageMasterUserPassword: true,
    backupRetentionPeriod: 7,
    storageEncrypted: false,
    skipFinalSnapshot: true,
});

new aws.rds.Cluster("encrypted-cluster", {
    engine: "aurora-postgresql",
    masterUsername: "app",
    manageMasterUserPassword: true,
    backupRetentionPeriod: 7,
    storageEncrypted: true,
    kmsKeyId: databaseKey.arn,
    skipFinalSnapshot: true,
});

new aws.docdb.Cluster("unencrypted-documents", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
    masterUsername: "app",
    manageMasterUserPassword: true,
    skipFinalSnapshot: true,
});

new aws.neptune.Cluster("unencrypted-graph", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
    storageEncrypted: false,
    skipFinalSnapshot: true,
});

new aws.dynamodb.Table("default-key-table", { // expect: dynamodb-table-encrypted-with-kms
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    pointInTimeRecovery: { enabled: true },
});

new aws.dynamodb.Table("aws-key-table", { // expect: dynamodb-table-encrypted-with-kms
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true },
});

new aws.dynamodb.Table("no-recovery-table", { // expect: dynamodb-table-pitr
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    serverSideEncryption: { enabled: true, kmsKeyArn: databaseKey.arn },
});

new aws.dynamodb.Table("protected-table", { // expect: no-deletion-protection
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    deletionProtectionEnabled: true,
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: databaseKey.arn },
});

new aws.dynamodb.Table("recoverable-table", {
    billingMode: "PAY_PER_REQUEST",
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: databaseKey.arn },
});

new aws.dax.Cluster("unencrypted-accelerator", { // expect: dax-cluster-encrypted
    clusterName: "unencrypted",
    iamRoleArn: "arn:aws:iam::123456789012:role/accelerator",
    nodeType: "dax.t3.small",
    replicationFactor: 1,
});

new aws.dax.Cluster("encrypted-accelerator", {
    clusterName: "encrypted",
    iamRoleArn: "arn:aws:iam::123456789012:role/accelerator",
    nodeType: "dax.t3.small",
    replicationFactor: 1,
    serverSideEncryption: { enabled: true },
});

new aws.elasticache.ReplicationGroup("unencrypted-cache", { // expect: elasticache-encrypted-at-rest
    description: "Sessions",
    engine: "redis",
    nodeType: "cache.t4g.micro",
});

new aws.elasticache.ReplicationGroup("encrypted-cache", {
    description: "Sessions",
    engine: "redis",
    nodeType: "cache.t4g.micro",
    atRestEncryptionEnabled: true,
});

new aws.redshift.Cluster("public-warehouse", { // expect: redshift-not-publicly-accessible
    clusterIdentifier: "public",
    clusterType: "single-node",
    databaseName: "sales",
    nodeType: "ra3.large",
    masterUsername: "app",
    manageMasterPassword: true,
    encrypted: "true",
    publiclyAccessible: true,
    skipFinalSnapshot: true,
});

new aws.redshift.Cluster("unencrypted-warehouse", { // expect: redshift-cluster-encrypted
    clusterIdentifier: "unencrypted",
    clusterType: "single-node",
    databaseName: "sales",
    nodeType: "ra3.large",
    masterUsername: "app",
    manageMasterPassword: true,
    encrypted: "false",
    skipFinalSnapshot: true,
});

new aws.opensearch.Domain("unencrypted-search", { // expect: opensearch-domain-encrypted
    engineVersion: "OpenSearch_2.19",
});

new aws.opensearch.Domain("encrypted-search", {
    engineVersion: "OpenSearch_2.19",
    encryptAtRest: { enabled: true },
});

new aws.opensearch.Domain("literal-password-search", { // expect: database-password-not-literal
    engineVersion: "OpenSearch_2.19",
    encryptAtRest: { enabled: true },
    advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: true,
        masterUserOptions: { masterUserName: "admin", masterUserPassword: "Correct-horse-1" },
    },
});

new aws.dms.ReplicationInstance("public-replication", { // expect: dms-replication-instance-not-public
    replicationInstanceId: "public",
    replicationInstanceClass: "dms.t3.micro",
    publiclyAccessible: true,
});

new aws.dms.ReplicationInstance("private-replication", {
    replicationInstanceId: "private",
    replicationInstanceClass: "dms.t3.micro",
    publiclyAccessible: false,
});
