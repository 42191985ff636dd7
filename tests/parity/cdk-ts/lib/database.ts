// Relational databases, tables, caches, warehouses and search.
import { CfnDeletionPolicy, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as dax from "aws-cdk-lib/aws-dax";
import * as dms from "aws-cdk-lib/aws-dms";
import * as docdb from "aws-cdk-lib/aws-docdb";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as elasticache from "aws-cdk-lib/aws-elasticache";
import * as kms from "aws-cdk-lib/aws-kms";
import * as neptune from "aws-cdk-lib/aws-neptune";
import * as opensearch from "aws-cdk-lib/aws-opensearchservice";
import * as rds from "aws-cdk-lib/aws-rds";
import * as redshift from "aws-cdk-lib/aws-redshift";
import { Construct } from "constructs";

export class Database extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const databaseKey = new kms.Key(this, "DatabaseKey", {
            description: "Encrypts what this stack stores",
            enableKeyRotation: true,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new rds.CfnDBInstance(this, "PublicDatabase", { // expect: rds-not-publicly-accessible
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 7,
            publiclyAccessible: true,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBInstance(this, "UnencryptedDatabase", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBInstance(this, "AwsKeyDatabase", { // expect: rds-encrypted-with-customer-key
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBInstance(this, "NoBackupsDatabase", { // expect: rds-backups-retained
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 0,
            publiclyAccessible: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBInstance(this, "ProtectedDatabase", { // expect: no-deletion-protection
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
            deletionProtection: true,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        const snapshotDatabase = new rds.CfnDBInstance(this, "SnapshotDatabase", { // expect: no-retained-resources
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
        });
        snapshotDatabase.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
        snapshotDatabase.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;

        new rds.CfnDBInstance(this, "KeptDatabase", { // expect: no-retained-resources
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            manageMasterUserPassword: true,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
        }).applyRemovalPolicy(RemovalPolicy.RETAIN);

        new rds.CfnDBInstance(this, "SecretPasswordDatabase", {
            engine: "postgres",
            dbInstanceClass: "db.t4g.micro",
            allocatedStorage: "20",
            masterUsername: "app",
            masterUserPassword: "{{resolve:secretsmanager:parity/database:SecretString:password}}",
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
            backupRetentionPeriod: 7,
            publiclyAccessible: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBCluster(this, "UnencryptedCluster", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            engine: "aurora-postgresql",
            masterUsername: "app",
            manageMasterUserPassword: true,
            backupRetentionPeriod: 7,
            storageEncrypted: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new rds.CfnDBCluster(this, "EncryptedCluster", {
            engine: "aurora-postgresql",
            masterUsername: "app",
            manageMasterUserPassword: true,
            backupRetentionPeriod: 7,
            storageEncrypted: true,
            kmsKeyId: databaseKey.keyArn,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new docdb.CfnDBCluster(this, "UnencryptedDocuments", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            masterUsername: "app",
            manageMasterUserPassword: true,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new neptune.CfnDBCluster(this, "UnencryptedGraph", { // expect: rds-encrypted-with-customer-key, rds-storage-encrypted
            storageEncrypted: false,
        }).applyRemovalPolicy(RemovalPolicy.DESTROY);

        new dynamodb.Table(this, "DefaultKeyTable", { // expect: dynamodb-table-encrypted-with-kms
            partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
            billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new dynamodb.Table(this, "AwsKeyTable", { // expect: dynamodb-table-encrypted-with-kms
            partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
            billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption: dynamodb.TableEncryption.AWS_MANAGED,
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new dynamodb.Table(this, "NoRecoveryTable", { // expect: dynamodb-table-pitr
            partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
            billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryptionKey: databaseKey,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new dynamodb.CfnTable(this, "ProtectedTable", { // expect: no-deletion-protection
            billingMode: "PAY_PER_REQUEST",
            attributeDefinitions: [{ attributeName: "id", attributeType: "S" }],
            keySchema: [{ attributeName: "id", keyType: "HASH" }],
            deletionProtectionEnabled: true,
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
            sseSpecification: {
                sseEnabled: true,
                sseType: "KMS",
                kmsMasterKeyId: databaseKey.keyArn,
            },
        });

        new dynamodb.Table(this, "RecoverableTable", {
            partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
            billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryptionKey: databaseKey,
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new dax.CfnCluster(this, "UnencryptedAccelerator", { // expect: dax-cluster-encrypted
            iamRoleArn: "arn:aws:iam::123456789012:role/accelerator",
            nodeType: "dax.t3.small",
            replicationFactor: 1,
        });

        new dax.CfnCluster(this, "EncryptedAccelerator", {
            iamRoleArn: "arn:aws:iam::123456789012:role/accelerator",
            nodeType: "dax.t3.small",
            replicationFactor: 1,
            sseSpecification: { sseEnabled: true },
        });

        new elasticache.CfnReplicationGroup(this, "UnencryptedCache", { // expect: elasticache-encrypted-at-rest
            replicationGroupDescription: "Sessions",
            engine: "redis",
            cacheNodeType: "cache.t4g.micro",
        });

        new elasticache.CfnReplicationGroup(this, "EncryptedCache", {
            replicationGroupDescription: "Sessions",
            engine: "redis",
            cacheNodeType: "cache.t4g.micro",
            atRestEncryptionEnabled: true,
        });

        new redshift.CfnCluster(this, "PublicWarehouse", { // expect: redshift-not-publicly-accessible
            clusterType: "single-node",
            dbName: "sales",
            nodeType: "ra3.large",
            masterUsername: "app",
            manageMasterPassword: true,
            encrypted: true,
            publiclyAccessible: true,
        });

        new redshift.CfnCluster(this, "UnencryptedWarehouse", { // expect: redshift-cluster-encrypted
            clusterType: "single-node",
            dbName: "sales",
            nodeType: "ra3.large",
            masterUsername: "app",
            manageMasterPassword: true,
            encrypted: false,
        });

        new opensearch.CfnDomain(this, "UnencryptedSearch", { // expect: opensearch-domain-encrypted
            engineVersion: "OpenSearch_2.19",
        });

        new opensearch.CfnDomain(this, "EncryptedSearch", {
            engineVersion: "OpenSearch_2.19",
            encryptionAtRestOptions: { enabled: true },
        });

        new opensearch.CfnDomain(this, "LiteralPasswordSearch", { // expect: database-password-not-literal
            engineVersion: "OpenSearch_2.19",
            encryptionAtRestOptions: { enabled: true },
            advancedSecurityOptions: {
                enabled: true,
                internalUserDatabaseEnabled: true,
                masterUserOptions: {
                    masterUserName: "admin",
                    masterUserPassword: "Correct-horse-1",
                },
            },
        });

        new dms.CfnReplicationInstance(this, "PublicReplication", { // expect: dms-replication-instance-not-public
            replicationInstanceClass: "dms.t3.micro",
            publiclyAccessible: true,
        });

        new dms.CfnReplicationInstance(this, "PrivateReplication", {
            replicationInstanceClass: "dms.t3.micro",
            publiclyAccessible: false,
        });
    }
}
