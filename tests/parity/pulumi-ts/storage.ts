// Buckets, volumes and file systems.
import * as aws from "@pulumi/aws";

const storageKey = new aws.kms.Key("storage-key", {
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

const ownKey = [
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: storageKey.arn } },
];
const blockAll = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
};

new aws.s3.Bucket("plain-bucket"); // expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms, s3-bucket-public-access-block-stated

const noEncryptionBucket = new aws.s3.Bucket("no-encryption-bucket"); // expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms

new aws.s3.BucketPublicAccessBlock("no-encryption-bucket-block", {
    bucket: noEncryptionBucket.id,
    ...blockAll,
});

const managedKeyBucket = new aws.s3.Bucket("managed-key-bucket"); // expect: s3-bucket-encrypted-with-kms

new aws.s3.BucketServerSideEncryptionConfiguration("managed-key-bucket-encryption", {
    bucket: managedKeyBucket.id,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});

new aws.s3.BucketPublicAccessBlock("managed-key-bucket-block", {
    bucket: managedKeyBucket.id,
    ...blockAll,
});

const awsKeyBucket = new aws.s3.Bucket("aws-key-bucket", { // expect: s3-bucket-encrypted-with-kms
    serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } },
    },
});

new aws.s3.BucketPublicAccessBlock("aws-key-bucket-block", {
    bucket: awsKeyBucket.bucket,
    ...blockAll,
});

const noBlockBucket = new aws.s3.Bucket("no-block-bucket"); // expect: s3-bucket-public-access-block-stated

new aws.s3.BucketServerSideEncryptionConfiguration("no-block-bucket-encryption", {
    bucket: noBlockBucket.id,
    rules: ownKey,
});

const halfBlockedBucket = new aws.s3.Bucket("half-blocked-bucket"); // expect: s3-bucket-public-access-blocked

new aws.s3.BucketServerSideEncryptionConfiguration("half-blocked-bucket-encryption", {
    bucket: halfBlockedBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("half-blocked-bucket-block", {
    bucket: halfBlockedBucket.id,
    blockPublicAcls: true,
    ignorePublicAcls: true,
});

const publicAclBucket = new aws.s3.Bucket("public-acl-bucket"); // expect: s3-bucket-not-public, s3-bucket-public-access-blocked

new aws.s3.BucketServerSideEncryptionConfiguration("public-acl-bucket-encryption", {
    bucket: publicAclBucket.id,
    rules: ownKey,
});

const publicAclBucketOwner = new aws.s3.BucketOwnershipControls("public-acl-bucket-owner", {
    bucket: publicAclBucket.id,
    rule: { objectOwnership: "BucketOwnerPreferred" },
});

const publicAclBucketBlock = new aws.s3.BucketPublicAccessBlock("public-acl-bucket-block", {
    bucket: publicAclBucket.id,
    blockPublicAcls: false,
    blockPublicPolicy: true,
    ignorePublicAcls: false,
    restrictPublicBuckets: true,
});

new aws.s3.BucketAcl(
    "public-acl-bucket-acl",
    { bucket: publicAclBucket.id, acl: "public-read" },
    { dependsOn: [publicAclBucketOwner, publicAclBucketBlock] },
);

const publicPolicyBucket = new aws.s3.Bucket("public-policy-bucket", { // expect: s3-bucket-public-access-blocked
    bucket: "parity-public-policy",
});

new aws.s3.BucketServerSideEncryptionConfiguration("public-policy-bucket-encryption", {
    bucket: publicPolicyBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("public-policy-bucket-block", {
    bucket: publicPolicyBucket.id,
    ...blockAll,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
});

new aws.s3.BucketPolicy("public-read-policy", { // expect: s3-bucket-not-public
    bucket: publicPolicyBucket.id,
    policy: {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::parity-public-policy/*",
            },
        ],
    },
});

const partnerBucket = new aws.s3.Bucket("partner-bucket", { bucket: "parity-partner" });

new aws.s3.BucketServerSideEncryptionConfiguration("partner-bucket-encryption", {
    bucket: partnerBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("partner-bucket-block", {
    bucket: partnerBucket.id,
    ...blockAll,
});

new aws.s3.BucketPolicy("every-action-policy", { // expect: resource-policy-no-wildcard-actions
    bucket: partnerBucket.id,
    policy: aws.iam.getPolicyDocumentOutput({
        statements: [
            {
                principals: [{ type: "AWS", identifiers: ["arn:aws:iam::210987654321:root"] }],
                actions: ["s3:*"],
                resources: ["arn:aws:s3:::parity-partner/*"],
            },
        ],
    }).json,
});

const sharedBucket = new aws.s3.Bucket("shared-bucket", { bucket: "parity-shared" });

new aws.s3.BucketServerSideEncryptionConfiguration("shared-bucket-encryption", {
    bucket: sharedBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("shared-bucket-block", {
    bucket: sharedBucket.id,
    ...blockAll,
});

new aws.s3.BucketPolicy("not-principal-policy", { // expect: policy-no-not-principal-allow
    bucket: sharedBucket.bucket,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                NotPrincipal: { AWS: "arn:aws:iam::210987654321:root" },
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::parity-shared/*",
            },
        ],
    }),
});

const keptBucket = new aws.s3.Bucket("kept-bucket", {}, { retainOnDelete: true }); // expect: no-retained-resources

new aws.s3.BucketServerSideEncryptionConfiguration("kept-bucket-encryption", {
    bucket: keptBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("kept-bucket-block", { bucket: keptBucket.id, ...blockAll });

const accessLogBucket = new aws.s3.Bucket("access-log-bucket");

new aws.s3.BucketServerSideEncryptionConfiguration("access-log-bucket-encryption", {
    bucket: accessLogBucket.id,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});

new aws.s3.BucketPublicAccessBlock("access-log-bucket-block", {
    bucket: accessLogBucket.id,
    ...blockAll,
});

const privateBucket = new aws.s3.Bucket("private-bucket", { bucket: "parity-private" });

new aws.s3.BucketServerSideEncryptionConfiguration("private-bucket-encryption", {
    bucket: privateBucket.id,
    rules: ownKey,
});

new aws.s3.BucketPublicAccessBlock("private-bucket-block", {
    bucket: privateBucket.id,
    ...blockAll,
});

new aws.s3.BucketLogging("private-bucket-logging", {
    bucket: privateBucket.id,
    targetBucket: accessLogBucket.id,
    targetPrefix: "private/",
});

new aws.s3.BucketPolicy("partner-read-policy", {
    bucket: privateBucket.id,
    policy: {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::210987654321:root" },
                Action: "s3:GetObject",
                Resource: "arn:aws:s3:::parity-private/*",
            },
        ],
    },
});

new aws.ebs.Volume("unencrypted-volume", { // expect: ec2-volume-encrypted
    availabilityZone: "us-east-1a",
    size: 20,
});

new aws.ebs.Volume("encrypted-volume", {
    availabilityZone: "us-east-1a",
    size: 20,
    encrypted: true,
    kmsKeyId: storageKey.arn,
});

new aws.ec2.Instance("unencrypted-disk-instance", { // expect: ec2-volume-encrypted
    ami: "ami-0a1b2c3d4e5f67890",
    instanceType: "t3.micro",
    ebsBlockDevices: [{ deviceName: "/dev/sdf", volumeSize: 20, encrypted: false }],
});

new aws.ec2.Instance("protected-instance", { // expect: no-deletion-protection
    ami: "ami-0a1b2c3d4e5f67890",
    instanceType: "t3.micro",
    disableApiTermination: true,
});

new aws.ec2.LaunchTemplate("unencrypted-disk-template", { // expect: ec2-volume-encrypted
    imageId: "ami-0a1b2c3d4e5f67890",
    instanceType: "t3.micro",
    blockDeviceMappings: [{ deviceName: "/dev/sdf", ebs: { volumeSize: 20 } }],
});

new aws.ec2.LaunchTemplate("encrypted-disk-template", {
    imageId: "ami-0a1b2c3d4e5f67890",
    instanceType: "t3.micro",
    blockDeviceMappings: [{ deviceName: "/dev/sdf", ebs: { volumeSize: 20, encrypted: "true" } }],
});

new aws.efs.FileSystem("unencrypted-files", { // expect: efs-file-system-encrypted
    performanceMode: "generalPurpose",
});

new aws.efs.FileSystem("encrypted-files", {
    encrypted: true,
    kmsKeyId: storageKey.arn,
});

const publicFiles = new aws.efs.FileSystem("public-files", { // expect: resource-policy-not-public
    encrypted: true,
    kmsKeyId: storageKey.arn,
});

new aws.efs.FileSystemPolicy("public-files-policy", {
    fileSystemId: publicFiles.id,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { AWS: "*" },
                Action: "elasticfilesystem:ClientMount",
                Resource: "*",
            },
        ],
    }),
});
