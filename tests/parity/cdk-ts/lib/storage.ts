// Buckets, volumes and file systems.
import { RemovalPolicy, Size, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as efs from "aws-cdk-lib/aws-efs";
import * as kms from "aws-cdk-lib/aws-kms";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

export class Storage extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const storageKey = new kms.Key(this, "StorageKey", {
            description: "Encrypts what this stack stores",
            enableKeyRotation: true,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new s3.Bucket(this, "PlainBucket", { // expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms, s3-bucket-public-access-block-stated
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new s3.CfnBucket(this, "NoEncryptionBucket", { // expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        });

        new s3.Bucket(this, "ManagedKeyBucket", { // expect: s3-bucket-encrypted-with-kms
            encryption: s3.BucketEncryption.S3_MANAGED,
            blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new s3.Bucket(this, "AwsKeyBucket", { // expect: s3-bucket-encrypted-with-kms
            encryption: s3.BucketEncryption.KMS_MANAGED,
            blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new s3.Bucket(this, "NoBlockBucket", { // expect: s3-bucket-public-access-block-stated
            encryption: s3.BucketEncryption.KMS,
            encryptionKey: storageKey,
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new s3.CfnBucket(this, "HalfBlockedBucket", { // expect: s3-bucket-public-access-blocked
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: false,
                ignorePublicAcls: true,
                restrictPublicBuckets: false,
            },
        });

        new s3.CfnBucket(this, "PublicAclBucket", { // expect: s3-bucket-not-public, s3-bucket-public-access-blocked
            accessControl: "PublicRead",
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            ownershipControls: { rules: [{ objectOwnership: "BucketOwnerPreferred" }] },
            publicAccessBlockConfiguration: {
                blockPublicAcls: false,
                blockPublicPolicy: true,
                ignorePublicAcls: false,
                restrictPublicBuckets: true,
            },
        });

        const publicPolicyBucket = new s3.CfnBucket(this, "PublicPolicyBucket", { // expect: s3-bucket-public-access-blocked
            bucketName: "parity-public-policy",
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: false,
                ignorePublicAcls: true,
                restrictPublicBuckets: false,
            },
        });

        new s3.CfnBucketPolicy(this, "PublicReadPolicy", { // expect: s3-bucket-not-public
            bucket: publicPolicyBucket.ref,
            policyDocument: {
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

        const partnerBucket = new s3.CfnBucket(this, "PartnerBucket", {
            bucketName: "parity-partner",
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        });

        new s3.CfnBucketPolicy(this, "EveryActionPolicy", { // expect: resource-policy-no-wildcard-actions
            bucket: partnerBucket.ref,
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::210987654321:root" },
                        Action: "s3:*",
                        Resource: "arn:aws:s3:::parity-partner/*",
                    },
                ],
            },
        });

        const sharedBucket = new s3.CfnBucket(this, "SharedBucket", {
            bucketName: "parity-shared",
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        });

        new s3.CfnBucketPolicy(this, "NotPrincipalPolicy", { // expect: policy-no-not-principal-allow
            bucket: sharedBucket.ref,
            policyDocument: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        NotPrincipal: { AWS: "arn:aws:iam::210987654321:root" },
                        Action: "s3:GetObject",
                        Resource: "arn:aws:s3:::parity-shared/*",
                    },
                ],
            },
        });

        new s3.Bucket(this, "KeptBucket", { // expect: no-retained-resources
            encryption: s3.BucketEncryption.KMS,
            encryptionKey: storageKey,
            blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
        });

        const accessLogBucket = new s3.CfnBucket(this, "AccessLogBucket", {
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    { serverSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
                ],
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        });

        const privateBucket = new s3.CfnBucket(this, "PrivateBucket", {
            bucketName: "parity-private",
            bucketEncryption: {
                serverSideEncryptionConfiguration: [
                    {
                        serverSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: storageKey.keyArn,
                        },
                    },
                ],
            },
            loggingConfiguration: {
                destinationBucketName: accessLogBucket.ref,
                logFilePrefix: "private/",
            },
            publicAccessBlockConfiguration: {
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
        });

        new s3.CfnBucketPolicy(this, "PartnerReadPolicy", {
            bucket: privateBucket.ref,
            policyDocument: {
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

        new ec2.Volume(this, "UnencryptedVolume", { // expect: ec2-volume-encrypted
            availabilityZone: "us-east-1a",
            size: Size.gibibytes(20),
            removalPolicy: RemovalPolicy.DESTROY,
        });

        new ec2.CfnVolume(this, "EncryptedVolume", {
            availabilityZone: "us-east-1a",
            size: 20,
            encrypted: true,
            kmsKeyId: storageKey.keyArn,
        });

        new ec2.CfnInstance(this, "UnencryptedDiskInstance", { // expect: ec2-volume-encrypted
            imageId: "ami-0a1b2c3d4e5f67890",
            instanceType: "t3.micro",
            blockDeviceMappings: [
                { deviceName: "/dev/sdf", ebs: { volumeSize: 20, encrypted: false } },
            ],
        });

        new ec2.CfnInstance(this, "ProtectedInstance", { // expect: no-deletion-protection
            imageId: "ami-0a1b2c3d4e5f67890",
            instanceType: "t3.micro",
            disableApiTermination: true,
        });

        new ec2.CfnLaunchTemplate(this, "UnencryptedDiskTemplate", { // expect: ec2-volume-encrypted
            launchTemplateData: {
                imageId: "ami-0a1b2c3d4e5f67890",
                instanceType: "t3.micro",
                blockDeviceMappings: [{ deviceName: "/dev/sdf", ebs: { volumeSize: 20 } }],
            },
        });

        new ec2.CfnLaunchTemplate(this, "EncryptedDiskTemplate", {
            launchTemplateData: {
                imageId: "ami-0a1b2c3d4e5f67890",
                instanceType: "t3.micro",
                blockDeviceMappings: [
                    { deviceName: "/dev/sdf", ebs: { volumeSize: 20, encrypted: true } },
                ],
            },
        });

        new efs.CfnFileSystem(this, "UnencryptedFiles", { // expect: efs-file-system-encrypted
            performanceMode: "generalPurpose",
        });

        new efs.CfnFileSystem(this, "EncryptedFiles", {
            encrypted: true,
            kmsKeyId: storageKey.keyArn,
        });

        new efs.CfnFileSystem(this, "PublicFiles", { // expect: resource-policy-not-public
            encrypted: true,
            kmsKeyId: storageKey.keyArn,
            fileSystemPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: "*" },
                        Action: "elasticfilesystem:ClientMount",
                        Resource: "*",
                    },
                ],
            },
        });
    }
}
