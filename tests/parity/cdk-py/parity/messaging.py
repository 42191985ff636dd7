"""Queues, topics, streams, logs, trails, secrets and keys."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_amazonmq as mq
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class Messaging(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        messaging_key = kms.Key(
            self,
            "MessagingKey",
            description="Encrypts what this stack passes on",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        sqs.Queue(  # expect: sqs-queue-encrypted, sqs-queue-encrypted-with-kms
            self,
            "UnencryptedQueue",
            encryption=sqs.QueueEncryption.UNENCRYPTED,
        )

        sqs.CfnQueue(  # expect: sqs-queue-encrypted-with-kms
            self,
            "DefaultKeyQueue",
            visibility_timeout=60,
        )

        encrypted_queue = sqs.Queue(
            self,
            "EncryptedQueue",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=messaging_key,
        )

        sqs.CfnQueuePolicy(  # expect: resource-policy-not-public
            self,
            "PublicQueuePolicy",
            queues=[encrypted_queue.queue_url],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "sqs:SendMessage",
                        "Resource": "arn:aws:sqs:us-east-1:123456789012:orders",
                    },
                ],
            },
        )

        sns.Topic(  # expect: sns-topic-encrypted-with-kms
            self,
            "UnencryptedTopic",
            display_name="Orders",
        )

        sns.CfnTopic(  # expect: sns-topic-encrypted-with-kms
            self,
            "AwsKeyTopic",
            display_name="Orders",
            kms_master_key_id="alias/aws/sns",
        )

        encrypted_topic = sns.Topic(
            self,
            "EncryptedTopic",
            display_name="Orders",
            master_key=messaging_key,
        )

        sns.CfnTopicPolicy(  # expect: resource-policy-not-public
            self,
            "PublicTopicPolicy",
            topics=[encrypted_topic.topic_arn],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": "sns:Subscribe",
                        "Resource": "arn:aws:sns:us-east-1:123456789012:orders",
                    },
                ],
            },
        )

        invoice_topic = sns.CfnTopic(
            self,
            "InvoiceTopic",
            display_name="Invoices",
            kms_master_key_id=messaging_key.key_arn,
        )

        sns.CfnTopicPolicy(
            self,
            "AccountTopicPolicy",
            topics=[invoice_topic.ref],
            policy_document={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": "sns:Publish",
                        "Resource": "arn:aws:sns:us-east-1:123456789012:invoices",
                        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
                    },
                ],
            },
        )

        mq.CfnBroker(  # expect: database-password-not-literal
            self,
            "LiteralPasswordBroker",
            broker_name="orders",
            engine_type="RABBITMQ",
            engine_version="3.13",
            host_instance_type="mq.m7g.medium",
            deployment_mode="SINGLE_INSTANCE",
            publicly_accessible=False,
            auto_minor_version_upgrade=True,
            users=[mq.CfnBroker.UserProperty(username="app", password="correct-horse-battery")],
        )

        kinesis.Stream(  # expect: kinesis-stream-encrypted
            self,
            "UnencryptedStream",
            shard_count=1,
            encryption=kinesis.StreamEncryption.UNENCRYPTED,
            removal_policy=RemovalPolicy.DESTROY,
        )

        kinesis.CfnStream(
            self,
            "EncryptedStream",
            shard_count=1,
            stream_encryption=kinesis.CfnStream.StreamEncryptionProperty(
                encryption_type="KMS",
                key_id=messaging_key.key_arn,
            ),
        )

        firehose.CfnDeliveryStream(  # expect: firehose-stream-encrypted
            self,
            "UnencryptedDelivery",
            delivery_stream_name="clicks",
            extended_s3_destination_configuration=firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
                bucket_arn="arn:aws:s3:::parity-clicks",
                role_arn="arn:aws:iam::123456789012:role/delivery",
            ),
        )

        firehose.CfnDeliveryStream(
            self,
            "EncryptedDelivery",
            delivery_stream_name="clicks-encrypted",
            delivery_stream_encryption_configuration_input=firehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty(
                key_type="AWS_OWNED_CMK",
            ),
            extended_s3_destination_configuration=firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
                bucket_arn="arn:aws:s3:::parity-clicks",
                role_arn="arn:aws:iam::123456789012:role/delivery",
            ),
        )

        logs.LogGroup(  # expect: log-group-encrypted-with-kms
            self,
            "DefaultKeyLogs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        logs.LogGroup(  # expect: no-retained-resources
            self,
            "KeptLogs",
            encryption_key=messaging_key,
            retention=logs.RetentionDays.ONE_MONTH,
        )

        logs.LogGroup(
            self,
            "EncryptedLogs",
            encryption_key=messaging_key,
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        cloudtrail.CfnTrail(  # expect: cloudtrail-encrypted-with-kms
            self,
            "DefaultKeyTrail",
            is_logging=True,
            s3_bucket_name="parity-trail",
        )

        cloudtrail.CfnTrail(
            self,
            "EncryptedTrail",
            is_logging=True,
            s3_bucket_name="parity-trail",
            kms_key_id=messaging_key.key_arn,
        )

        secretsmanager.Secret(  # expect: secret-encrypted-with-customer-key
            self,
            "DefaultKeySecret",
            description="The key of a partner's API",
        )

        secretsmanager.CfnSecret(  # expect: secret-encrypted-with-customer-key
            self,
            "AwsKeySecret",
            description="The key of a partner's API",
            kms_key_id="alias/aws/secretsmanager",
        )

        encrypted_secret = secretsmanager.CfnSecret(
            self,
            "EncryptedSecret",
            description="The key of a partner's API",
            kms_key_id=messaging_key.key_arn,
        )

        secretsmanager.CfnResourcePolicy(  # expect: resource-policy-not-public
            self,
            "PublicSecretPolicy",
            secret_id=encrypted_secret.ref,
            resource_policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "secretsmanager:GetSecretValue",
                        "Resource": "*",
                    },
                ],
            },
        )

        kms.Key(  # expect: kms-key-rotation
            self,
            "UnrotatedKey",
            description="Rotation is off where nothing is said",
            removal_policy=RemovalPolicy.DESTROY,
        )

        kms.CfnKey(  # expect: kms-key-rotation
            self,
            "SlowKey",
            description="Rotates every other year",
            enable_key_rotation=True,
            rotation_period_in_days=730,
            key_policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    },
                ],
            },
        )

        kms.CfnKey(  # expect: resource-policy-not-public
            self,
            "PublicKey",
            description="Everybody may decrypt",
            enable_key_rotation=True,
            key_policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    },
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "*"},
                        "Action": "kms:Decrypt",
                        "Resource": "*",
                    },
                ],
            },
        )

        kms.CfnKey(
            self,
            "SigningKey",
            description="An asymmetric key, which cannot rotate",
            key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            key_policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    },
                ],
            },
        )
