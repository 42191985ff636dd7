"""Buckets, volumes and file systems."""

from aws_cdk import RemovalPolicy, Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_efs as efs
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct


class Storage(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        storage_key = kms.Key(
            self,
            "StorageKey",
            description="Encrypts what this stack stores",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        s3.Bucket(  # expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms, s3-bucket-public-access-block-stated
            self,
            "PlainBucket",
            removal_policy=RemovalPolicy.DESTROY,
        )

        s3.CfnBucket(  # expect: s3-bucket-encrypted, s3-bucket-encrypted-with-kms
            self,
            "NoEncryptionBucket",
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
        )

        s3.Bucket(  # expect: s3-bucket-encrypted-with-kms
            self,
            "ManagedKeyBucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=RemovalPolicy.DESTROY,
        )

        s3.Bucket(  # expect: s3-bucket-encrypted-with-kms
            self,
            "AwsKeyBucket",
            encryption=s3.BucketEncryption.KMS_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=RemovalPolicy.DESTROY,
        )

        s3.Bucket(  # expect: s3-bucket-public-access-block-stated
            self,
            "NoBlockBucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=storage_key,
            removal_policy=RemovalPolicy.DESTROY,
        )

        s3.CfnBucket(  # expect: s3-bucket-public-access-blocked
            self,
            "HalfBlockedBucket",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=False,
                ignore_public_acls=True,
                restrict_public_buckets=False,
            ),
        )

        s3.CfnBucket(  # expect: s3-bucket-not-public, s3-bucket-public-access-blocked
            self,
            "PublicAclBucket",
            access_control="PublicRead",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[
                    s3.CfnBucket.OwnershipControlsRuleProperty(
                        object_ownership="BucketOwnerPreferred",
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=False,
                block_public_policy=True,
                ignore_public_acls=False,
                restrict_public_buckets=True,
            ),
        )

        public_policy_bucket = s3.CfnBucket(  # expect: s3-bucket-public-access-blocked
            self,
            "PublicPolicyBucket",
            bucket_name="parity-public-policy",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=False,
                ignore_public_acls=True,
                restrict_public_buckets=False,
            ),
        )

        s3.CfnBucketPolicy(  # expect: s3-bucket-not-public
            self,
            "PublicReadPolicy",
            bucket=public_policy_bucket.ref,
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "s3:GetObject",
                        "Resource": "arn:aws:s3:::parity-public-policy/*",
                    },
                ],
            },
        )

        partner_bucket = s3.CfnBucket(
            self,
            "PartnerBucket",
            bucket_name="parity-partner",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
        )

        s3.CfnBucketPolicy(  # expect: resource-policy-no-wildcard-actions
            self,
            "EveryActionPolicy",
            bucket=partner_bucket.ref,
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                        "Action": "s3:*",
                        "Resource": "arn:aws:s3:::parity-partner/*",
                    },
                ],
            },
        )

        shared_bucket = s3.CfnBucket(
            self,
            "SharedBucket",
            bucket_name="parity-shared",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
        )

        s3.CfnBucketPolicy(  # expect: policy-no-not-principal-allow
            self,
            "NotPrincipalPolicy",
            bucket=shared_bucket.ref,
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "NotPrincipal": {"AWS": "arn:aws:iam::210987654321:root"},
                        "Action": "s3:GetObject",
                        "Resource": "arn:aws:s3:::parity-shared/*",
                    },
                ],
            },
        )

        s3.Bucket(  # expect: no-retained-resources
            self,
            "KeptBucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=storage_key,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        )

        access_log_bucket = s3.CfnBucket(
            self,
            "AccessLogBucket",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="AES256",
                        ),
                    ),
                ],
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
        )

        private_bucket = s3.CfnBucket(
            self,
            "PrivateBucket",
            bucket_name="parity-private",
            bucket_encryption=s3.CfnBucket.BucketEncryptionProperty(
                server_side_encryption_configuration=[
                    s3.CfnBucket.ServerSideEncryptionRuleProperty(
                        server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                            sse_algorithm="aws:kms",
                            kms_master_key_id=storage_key.key_arn,
                        ),
                    ),
                ],
            ),
            logging_configuration=s3.CfnBucket.LoggingConfigurationProperty(
                destination_bucket_name=access_log_bucket.ref,
                log_file_prefix="private/",
            ),
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
        )

        s3.CfnBucketPolicy(
            self,
            "PartnerReadPolicy",
            bucket=private_bucket.ref,
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                        "Action": "s3:GetObject",
                        "Resource": "arn:aws:s3:::parity-private/*",
                    },
                ],
            },
        )

        ec2.Volume(  # expect: ec2-volume-encrypted
            self,
            "UnencryptedVolume",
            availability_zone="us-east-1a",
            size=Size.gibibytes(20),
            removal_policy=RemovalPolicy.DESTROY,
        )

        ec2.CfnVolume(
            self,
            "EncryptedVolume",
            availability_zone="us-east-1a",
            size=20,
            encrypted=True,
            kms_key_id=storage_key.key_arn,
        )

        ec2.CfnInstance(  # expect: ec2-volume-encrypted
            self,
            "UnencryptedDiskInstance",
            image_id="ami-0a1b2c3d4e5f67890",
            instance_type="t3.micro",
            block_device_mappings=[
                ec2.CfnInstance.BlockDeviceMappingProperty(
                    device_name="/dev/sdf",
                    ebs=ec2.CfnInstance.EbsProperty(volume_size=20, encrypted=False),
                ),
            ],
        )

        ec2.CfnInstance(  # expect: no-deletion-protection
            self,
            "ProtectedInstance",
            image_id="ami-0a1b2c3d4e5f67890",
            instance_type="t3.micro",
            disable_api_termination=True,
        )

        ec2.CfnLaunchTemplate(  # expect: ec2-volume-encrypted
            self,
            "UnencryptedDiskTemplate",
            launch_template_data=ec2.CfnLaunchTemplate.LaunchTemplateDataProperty(
                image_id="ami-0a1b2c3d4e5f67890",
                instance_type="t3.micro",
                block_device_mappings=[
                    ec2.CfnLaunchTemplate.BlockDeviceMappingProperty(
                        device_name="/dev/sdf",
                        ebs=ec2.CfnLaunchTemplate.EbsProperty(volume_size=20),
                    ),
                ],
            ),
        )

        ec2.CfnLaunchTemplate(
            self,
            "EncryptedDiskTemplate",
            launch_template_data=ec2.CfnLaunchTemplate.LaunchTemplateDataProperty(
                image_id="ami-0a1b2c3d4e5f67890",
                instance_type="t3.micro",
                block_device_mappings=[
                    ec2.CfnLaunchTemplate.BlockDeviceMappingProperty(
                        device_name="/dev/sdf",
                        ebs=ec2.CfnLaunchTemplate.EbsProperty(volume_size=20, encrypted=True),
                    ),
                ],
            ),
        )

        efs.CfnFileSystem(  # expect: efs-file-system-encrypted
            self,
            "UnencryptedFiles",
            performance_mode="generalPurpose",
        )

        efs.CfnFileSystem(
            self,
            "EncryptedFiles",
            encrypted=True,
            kms_key_id=storage_key.key_arn,
        )

        efs.CfnFileSystem(  # expect: resource-policy-not-public
            self,
            "PublicFiles",
            encrypted=True,
            kms_key_id=storage_key.key_arn,
            file_system_policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": "elasticfilesystem:ClientMount",
                        "Resource": "*",
                    },
                ],
            },
        )
