// Queues, topics, streams, logs, trails, secrets and keys.
import { RemovalPolicy, Stack } from "aws-cdk-lib";
import * as cloudtrail from "aws-cdk-lib/aws-cloudtrail";
import * as firehose from "aws-cdk-lib/aws-kinesisfirehose";
import * as kinesis from "aws-cdk-lib/aws-kinesis";
import * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as mq from "aws-cdk-lib/aws-amazonmq";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export class Messaging extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const messagingKey = new kms.Key(this, "MessagingKey", {
            description: "Encrypts what this stack passes on",
            enableKeyRotation: true,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new sqs.Queue(this, "UnencryptedQueue", { // expect: sqs-queue-encrypted, sqs-queue-encrypted-with-kms
            encryption: sqs.QueueEncryption.UNENCRYPTED,
        });

        new sqs.CfnQueue(this, "DefaultKeyQueue", { // expect: sqs-queue-encrypted-with-kms
            visibilityTimeout: 60,
        });

        const encryptedQueue = new sqs.Queue(this, "EncryptedQueue", {
            encryption: sqs.QueueEncryption.KMS,
            encryptionMasterKey: messagingKey,
        });

        new sqs.CfnQueuePolicy(this, "PublicQueuePolicy", { // expect: resource-policy-not-public
            queues: [encryptedQueue.queueUrl],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "sqs:SendMessage",
                        Resource: "arn:aws:sqs:us-east-1:123456789012:orders",
                    },
                ],
            },
        });

        new sns.Topic(this, "UnencryptedTopic", { // expect: sns-topic-encrypted-with-kms
            displayName: "Orders",
        });

        new sns.CfnTopic(this, "AwsKeyTopic", { // expect: sns-topic-encrypted-with-kms
            displayName: "Orders",
            kmsMasterKeyId: "alias/aws/sns",
        });

        const encryptedTopic = new sns.Topic(this, "EncryptedTopic", {
            displayName: "Orders",
            masterKey: messagingKey,
        });

        new sns.CfnTopicPolicy(this, "PublicTopicPolicy", { // expect: resource-policy-not-public
            topics: [encryptedTopic.topicArn],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "*" },
                        Action: "sns:Subscribe",
                        Resource: "arn:aws:sns:us-east-1:123456789012:orders",
                    },
                ],
            },
        });

        const invoiceTopic = new sns.CfnTopic(this, "InvoiceTopic", {
            displayName: "Invoices",
            kmsMasterKeyId: messagingKey.keyArn,
        });

        new sns.CfnTopicPolicy(this, "AccountTopicPolicy", {
            topics: [invoiceTopic.ref],
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "*" },
                        Action: "sns:Publish",
                        Resource: "arn:aws:sns:us-east-1:123456789012:invoices",
                        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                    },
                ],
            },
        });

        new mq.CfnBroker(this, "LiteralPasswordBroker", { // expect: database-password-not-literal
            brokerName: "orders",
            engineType: "RABBITMQ",
            engineVersion: "3.13",
            hostInstanceType: "mq.m7g.medium",
            deploymentMode: "SINGLE_INSTANCE",
            publiclyAccessible: false,
            autoMinorVersionUpgrade: true,
            users: [{ username: "app", password: "correct-horse-battery" }],
        });

        new kinesis.Stream(this, "UnencryptedStream", { // expect: kinesis-stream-encrypted
            shardCount: 1,
            encryption: kinesis.StreamEncryption.UNENCRYPTED,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new kinesis.CfnStream(this, "EncryptedStream", {
            shardCount: 1,
            streamEncryption: { encryptionType: "KMS", keyId: messagingKey.keyArn },
        });

        new firehose.CfnDeliveryStream(this, "UnencryptedDelivery", { // expect: firehose-stream-encrypted
            deliveryStreamName: "clicks",
            extendedS3DestinationConfiguration: {
                bucketArn: "arn:aws:s3:::parity-clicks",
                roleArn: "arn:aws:iam::123456789012:role/delivery",
            },
        });

        new firehose.CfnDeliveryStream(this, "EncryptedDelivery", {
            deliveryStreamName: "clicks-encrypted",
            deliveryStreamEncryptionConfigurationInput: { keyType: "AWS_OWNED_CMK" },
            extendedS3DestinationConfiguration: {
                bucketArn: "arn:aws:s3:::parity-clicks",
                roleArn: "arn:aws:iam::123456789012:role/delivery",
            },
        });

        new logs.LogGroup(this, "DefaultKeyLogs", { // expect: log-group-encrypted-with-kms
            retention: logs.RetentionDays.ONE_MONTH,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new logs.LogGroup(this, "KeptLogs", { // expect: no-retained-resources
            encryptionKey: messagingKey,
            retention: logs.RetentionDays.ONE_MONTH,
        });

        new logs.LogGroup(this, "EncryptedLogs", {
            encryptionKey: messagingKey,
            retention: logs.RetentionDays.ONE_MONTH,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new cloudtrail.CfnTrail(this, "DefaultKeyTrail", { // expect: cloudtrail-encrypted-with-kms
            isLogging: true,
            s3BucketName: "parity-trail",
        });

        new cloudtrail.CfnTrail(this, "EncryptedTrail", {
            isLogging: true,
            s3BucketName: "parity-trail",
            kmsKeyId: messagingKey.keyArn,
        });

        new secretsmanager.Secret(this, "DefaultKeySecret", { // expect: secret-encrypted-with-customer-key
            description: "The key of a partner's API",
        });

        new secretsmanager.CfnSecret(this, "AwsKeySecret", { // expect: secret-encrypted-with-customer-key
            description: "The key of a partner's API",
            kmsKeyId: "alias/aws/secretsmanager",
        });

        const encryptedSecret = new secretsmanager.CfnSecret(this, "EncryptedSecret", {
            description: "The key of a partner's API",
            kmsKeyId: messagingKey.keyArn,
        });

        new secretsmanager.CfnResourcePolicy(this, "PublicSecretPolicy", { // expect: resource-policy-not-public
            secretId: encryptedSecret.ref,
            resourcePolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "secretsmanager:GetSecretValue",
                        Resource: "*",
                    },
                ],
            },
        });

        new kms.Key(this, "UnrotatedKey", { // expect: kms-key-rotation
            description: "Rotation is off where nothing is said",
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new kms.CfnKey(this, "SlowKey", { // expect: kms-key-rotation
            description: "Rotates every other year",
            enableKeyRotation: true,
            rotationPeriodInDays: 730,
            keyPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::123456789012:root" },
                        Action: "kms:*",
                        Resource: "*",
                    },
                ],
            },
        });

        new kms.CfnKey(this, "PublicKey", { // expect: resource-policy-not-public
            description: "Everybody may decrypt",
            enableKeyRotation: true,
            keyPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::123456789012:root" },
                        Action: "kms:*",
                        Resource: "*",
                    },
                    {
                        Effect: "Allow",
                        Principal: { AWS: "*" },
                        Action: "kms:Decrypt",
                        Resource: "*",
                    },
                ],
            },
        });

        new kms.CfnKey(this, "SigningKey", {
            description: "An asymmetric key, which cannot rotate",
            keySpec: "ECC_NIST_P256",
            keyUsage: "SIGN_VERIFY",
            keyPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::123456789012:root" },
                        Action: "kms:*",
                        Resource: "*",
                    },
                ],
            },
        });
    }
}
