// Queues, topics, streams, logs, trails, secrets and keys.
import * as aws from "@pulumi/aws";

const rootMayAdminister: aws.iam.PolicyStatement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "kms:*",
    Resource: "*",
};
const keyPolicy = JSON.stringify({ Version: "2012-10-17", Statement: [rootMayAdminister] });

const messagingKey = new aws.kms.Key("messaging-key", {
    description: "Encrypts what this stack passes on",
    enableKeyRotation: true,
    policy: keyPolicy,
});

new aws.sqs.Queue("unencrypted-queue", { // expect: sqs-queue-encrypted, sqs-queue-encrypted-with-kms
    sqsManagedSseEnabled: false,
});

new aws.sqs.Queue("default-key-queue", { // expect: sqs-queue-encrypted-with-kms
    visibilityTimeoutSeconds: 60,
});

const encryptedQueue = new aws.sqs.Queue("encrypted-queue", {
    kmsMasterKeyId: messagingKey.arn,
});

new aws.sqs.QueuePolicy("public-queue-policy", { // expect: resource-policy-not-public
    queueUrl: encryptedQueue.id,
    policy: {
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

new aws.sns.Topic("unencrypted-topic", { // expect: sns-topic-encrypted-with-kms
    displayName: "Orders",
});

new aws.sns.Topic("aws-key-topic", { // expect: sns-topic-encrypted-with-kms
    displayName: "Orders",
    kmsMasterKeyId: "alias/aws/sns",
});

const encryptedTopic = new aws.sns.Topic("encrypted-topic", {
    displayName: "Orders",
    kmsMasterKeyId: messagingKey.arn,
});

new aws.sns.TopicPolicy("public-topic-policy", { // expect: resource-policy-not-public
    arn: encryptedTopic.arn,
    policy: {
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

const invoiceTopic = new aws.sns.Topic("invoice-topic", {
    displayName: "Invoices",
    kmsMasterKeyId: messagingKey.arn,
});

new aws.sns.TopicPolicy("account-topic-policy", {
    arn: invoiceTopic.arn,
    policy: {
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

new aws.mq.Broker("literal-password-broker", { // expect: database-password-not-literal
    brokerName: "orders",
    engineType: "RabbitMQ",
    engineVersion: "3.13",
    hostInstanceType: "mq.m7g.medium",
    deploymentMode: "SINGLE_INSTANCE",
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
    users: [{ username: "app", password: "correct-horse-battery" }],
});

new aws.kinesis.Stream("unencrypted-stream", { // expect: kinesis-stream-encrypted
    shardCount: 1,
});

new aws.kinesis.Stream("encrypted-stream", {
    shardCount: 1,
    encryptionType: "KMS",
    kmsKeyId: messagingKey.arn,
});

new aws.kinesis.FirehoseDeliveryStream("unencrypted-delivery", { // expect: firehose-stream-encrypted
    name: "clicks",
    destination: "extended_s3",
    extendedS3Configuration: {
        bucketArn: "arn:aws:s3:::parity-clicks",
        roleArn: "arn:aws:iam::123456789012:role/delivery",
    },
});

new aws.kinesis.FirehoseDeliveryStream("encrypted-delivery", {
    name: "clicks-encrypted",
    destination: "extended_s3",
    serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
    extendedS3Configuration: {
        bucketArn: "arn:aws:s3:::parity-clicks",
        roleArn: "arn:aws:iam::123456789012:role/delivery",
    },
});

new aws.cloudwatch.LogGroup("default-key-logs", { // expect: log-group-encrypted-with-kms
    retentionInDays: 30,
});

new aws.cloudwatch.LogGroup( // expect: no-retained-resources
    "kept-logs",
    { kmsKeyId: messagingKey.arn, retentionInDays: 30 },
    { retainOnDelete: true },
);

new aws.cloudwatch.LogGroup("encrypted-logs", {
    kmsKeyId: messagingKey.arn,
    retentionInDays: 30,
});

new aws.cloudtrail.Trail("default-key-trail", { // expect: cloudtrail-encrypted-with-kms
    s3BucketName: "parity-trail",
});

new aws.cloudtrail.Trail("encrypted-trail", {
    s3BucketName: "parity-trail",
    kmsKeyId: messagingKey.arn,
});

new aws.secretsmanager.Secret("default-key-secret", { // expect: secret-encrypted-with-customer-key
    description: "The key of a partner's API",
});

new aws.secretsmanager.Secret("aws-key-secret", { // expect: secret-encrypted-with-customer-key
    description: "The key of a partner's API",
    kmsKeyId: "alias/aws/secretsmanager",
});

const encryptedSecret = new aws.secretsmanager.Secret("encrypted-secret", {
    description: "The key of a partner's API",
    kmsKeyId: messagingKey.arn,
});

new aws.secretsmanager.SecretPolicy("public-secret-policy", { // expect: resource-policy-not-public
    secretArn: encryptedSecret.arn,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: "*",
                Action: "secretsmanager:GetSecretValue",
                Resource: "*",
            },
        ],
    }),
});

new aws.kms.Key("unrotated-key", { // expect: kms-key-rotation
    description: "Rotation is off where nothing is said",
    policy: keyPolicy,
});

new aws.kms.Key("slow-key", { // expect: kms-key-rotation
    description: "Rotates every other year",
    enableKeyRotation: true,
    rotationPeriodInDays: 730,
    policy: keyPolicy,
});

new aws.kms.Key("public-key", { // expect: resource-policy-not-public
    description: "Everybody may decrypt",
    enableKeyRotation: true,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            rootMayAdminister,
            { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" },
        ],
    }),
});

new aws.kms.Key("signing-key", {
    description: "An asymmetric key, which cannot rotate",
    customerMasterKeySpec: "ECC_NIST_P256",
    keyUsage: "SIGN_VERIFY",
    policy: keyPolicy,
});
