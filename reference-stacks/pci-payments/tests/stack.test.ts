// The whole stack under mocks: one `describe` for each component.
import { strict as assert } from "node:assert";
import { before, describe, test } from "node:test";
import { CLOUDFRONT_PREFIX_LIST } from "../components/firewall";
import { block } from "../components/network";
import { RATE_LIMIT } from "../components/web-acl";
import { LOG_GROUP_NAMES, Names } from "../naming";
import { CONFIG, deploy, type Inputs, type Run, valueOf } from "./harness";

const names = new Names(CONFIG.environmentSuffix, CONFIG.accountId);
const ACCOUNT = CONFIG.accountId;
let run: Run;
before(async () => {
    run = await deploy();
    assert.equal(run.failure, undefined);
});

const policies = () => run.of("aws:iam/rolePolicy:RolePolicy");
const documents = (): { name: string; statement: Inputs }[] =>
    run.registered.flatMap(({ name, inputs }) =>
        [inputs.policy, inputs.assumeRolePolicy, inputs.policyDocument].filter((text) => typeof text === "string")
            .flatMap((text) => JSON.parse(text).Statement ?? [])
            .map((statement: Inputs) => ({ name, statement })));

describe("all resources", () => {
    test("names end with the suffix", () => {
        const named = ["name", "bucket", "family", "identifier", "clusterIdentifier", "policyName"];
        // A record has the name of a domain, and the family of a parameter group is the engine.
        const others = ["aws:route53/record:Record", "aws:rds/clusterParameterGroup:ClusterParameterGroup"];
        for (const { type, name, inputs } of run.registered) {
            if (others.includes(type)) continue;
            for (const key of named) {
                if (typeof inputs[key] !== "string") continue;
                assert.match(inputs[key], /(^|[-_/])t1(\/.*)?$/, `${key} of ${type} ${name}`);
            }
            assert.match(name, /-t1(-|$)|-t1$/, name);
        }
    });

    test("nothing is kept when the stack goes", () => {
        assert.equal(run.one("aws:rds/cluster:Cluster").deletionProtection, false);
        assert.equal(run.one("aws:rds/cluster:Cluster").skipFinalSnapshot, true);
        assert.equal(run.one("aws:rds/cluster:Cluster").deleteAutomatedBackups, true);
        assert.equal(run.one("aws:lb/loadBalancer:LoadBalancer").enableDeletionProtection, false);
        assert.equal(run.one("aws:secretsmanager/secret:Secret").recoveryWindowInDays, 0);
        assert.equal(run.one("aws:cloudfront/distribution:Distribution").retainOnDelete, false);
        for (const { inputs } of run.of("aws:s3/bucket:Bucket")) assert.equal(inputs.forceDestroy, true);
        for (const { inputs } of run.of("aws:ecr/repository:Repository")) assert.equal(inputs.forceDelete, true);
        for (const { inputs } of run.of("aws:ecs/service:Service")) assert.equal(inputs.forceDelete, true);
    });

    test("GuardDuty is left to the account", () => {
        assert.deepEqual(run.registered.filter(({ type }) => type.startsWith("aws:guardduty/")), []);
    });

    test("one provider, for one region and one account", () => {
        const provider = run.one("pulumi:providers:aws");
        assert.equal(provider.region, "us-east-1");
        assert.deepEqual(JSON.parse(provider.allowedAccountIds), [ACCOUNT]);
    });

    test("the outputs are there", async () => {
        const outputs = run.outputs;
        assert.ok(outputs);
        assert.equal(outputs.cloudFrontUrl, "https://pay.example.com");
        assert.equal(await valueOf(outputs.cloudFrontDomain), "d111.cloudfront.net");
        assert.equal(await valueOf(outputs.clusterName), "cluster-t1");
        assert.equal(await valueOf(outputs.databaseMasterSecretArn), "arn:of:master-secret");
        assert.match(await valueOf(outputs.repositoryUrls.backend), /backend-t1$/);
    });
});

describe("network", () => {
    const subnets = (tier: string) => run.of("aws:ec2/subnet:Subnet").filter(({ inputs }) => inputs.tags.Tier === tier);

    test("three tiers in three zones, in ranges that do not meet", () => {
        for (const tier of ["public", "private", "database"]) {
            assert.deepEqual(subnets(tier).map(({ inputs }) => inputs.availabilityZone).sort(), CONFIG.availabilityZones);
        }
        const ranges = run.of("aws:ec2/subnet:Subnet").map(({ inputs }) => inputs.cidrBlock);
        assert.equal(new Set(ranges).size, 9);
        assert.equal(block("10.40.0.0/16", 8), "10.40.128.0/20");
        for (const { inputs } of run.of("aws:ec2/subnet:Subnet")) assert.equal(inputs.mapPublicIpOnLaunch, false);
    });

    test("only the public tier has a way in, and the database has none at all", () => {
        const routes = run.of("aws:ec2/route:Route").map(({ inputs }) => inputs);
        assert.deepEqual(routes.filter(({ gatewayId }) => gatewayId).map(({ routeTableId }) => routeTableId),
            ["id-of-public-routes-t1"]);
        assert.deepEqual(routes.filter(({ natGatewayId }) => natGatewayId).map(({ routeTableId }) => routeTableId),
            ["id-of-private-routes-a-t1"]);
        const tableOf = Object.fromEntries(run.of("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .map(({ inputs }) => [inputs.subnetId, inputs.routeTableId]));
        assert.equal(Object.keys(tableOf).length, 9);
        for (const zone of ["a", "b", "c"]) {
            assert.equal(tableOf[`id-of-public-subnet-${zone}-t1`], "id-of-public-routes-t1");
            assert.equal(tableOf[`id-of-private-subnet-${zone}-t1`], "id-of-private-routes-a-t1");
            assert.equal(tableOf[`id-of-database-subnet-${zone}-t1`], "id-of-database-routes-t1");
        }
    });

    test("three NAT gateways where the loss of a zone has to be survived", async () => {
        assert.equal(run.of("aws:ec2/natGateway:NatGateway").length, 1);
        const three = await deploy({ natGateways: 3 });
        assert.equal(three.of("aws:ec2/natGateway:NatGateway").length, 3);
        const association = three.one("aws:ec2/routeTableAssociation:RouteTableAssociation", "private-routes-c-t1");
        assert.equal(association.routeTableId, "id-of-private-routes-c-t1");
    });

    test("all traffic is logged, by a role that may write nothing else", () => {
        const log = run.one("aws:ec2/flowLog:FlowLog");
        assert.equal(log.trafficType, "ALL");
        assert.equal(log.logDestination, "arn:of:flow-logs-t1");
        const { WriteFlowLogs } = run.statements("aws:iam/rolePolicy:RolePolicy", "flow-logs-policy-t1");
        assert.equal(WriteFlowLogs?.Resource, `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/vpc/flow-logs-t1:*`);
    });

    test("the way to S3 leads to image layers only, and the default group nowhere", () => {
        const { OnlyImageLayersOfEcr } = run.statements("aws:ec2/vpcEndpoint:VpcEndpoint", "s3-endpoint-t1");
        assert.equal(OnlyImageLayersOfEcr?.Resource, "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*");
        const group = run.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
        assert.deepEqual([group.ingress, group.egress], [[], []]);
    });
});

describe("firewall", () => {
    const ingress = () => run.of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(({ inputs }) => inputs);
    const into = (group: string) => ingress().filter((rule) => rule.securityGroupId === `id-of-${group}-security-group-t1`);

    test("each group takes one port from one neighbour", () => {
        const expected: [group: string, port: number, from: Inputs][] = [
            ["load-balancer", 443, { prefixListId: CLOUDFRONT_PREFIX_LIST }],
            ["frontend", 3000, { referencedSecurityGroupId: "id-of-load-balancer-security-group-t1" }],
            ["backend", 8080, { referencedSecurityGroupId: "id-of-load-balancer-security-group-t1" }],
            ["database", 5432, { referencedSecurityGroupId: "id-of-backend-security-group-t1" }],
        ];
        assert.equal(ingress().length, expected.length);
        for (const [group, port, from] of expected) {
            const [rule, ...others] = into(group);
            assert.equal(others.length, 0);
            assert.deepEqual([rule?.fromPort, rule?.toPort, rule?.ipProtocol], [port, port, "tcp"]);
            for (const [key, value] of Object.entries(from)) assert.equal(rule?.[key], value);
            assert.equal(rule?.cidrIpv4, undefined);
        }
    });

    test("nothing leaves the database, and only TLS leaves the network", () => {
        const egress = run.of("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").map(({ inputs }) => inputs);
        assert.deepEqual(egress.filter((rule) => rule.securityGroupId === "id-of-database-security-group-t1"), []);
        for (const rule of egress.filter(({ cidrIpv4 }) => cidrIpv4)) assert.equal(rule.toPort, 443);
        const balancer = egress.filter((rule) => rule.securityGroupId === "id-of-load-balancer-security-group-t1");
        assert.deepEqual(balancer.map(({ toPort }) => toPort).sort(), [3000, 8080]);
    });
});

describe("security", () => {
    test("keys rotate every year and let in whom they name", () => {
        const keys = run.of("aws:kms/key:Key");
        assert.equal(keys.length, 5);
        for (const { name, inputs } of keys) {
            assert.equal(inputs.enableKeyRotation, true);
            assert.equal(inputs.rotationPeriodInDays, 365);
            for (const { Sid, Principal, Condition } of Object.values(run.statements("aws:kms/key:Key", name))) {
                assert.notEqual(Principal, "*");
                if (Sid !== "AdministeredThroughIam") assert.ok(Condition, `${Sid} of ${name}`);
            }
        }
        assert.equal(run.of("aws:kms/alias:Alias").length, 5);
    });

    test("the log key serves exactly our log groups", () => {
        const { LogsOfTheseGroups } = run.statements("aws:kms/key:Key", "logs-key-t1");
        assert.deepEqual(LogsOfTheseGroups?.Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"],
            LOG_GROUP_NAMES.map((group) => names.logGroupArn(group)));
    });

    test("Fargate uses its key for this cluster only", () => {
        const statements = run.statements("aws:kms/key:Key", "containers-key-t1");
        for (const sid of ["FargateMakesStorageKeys", "FargateGrantsDecryptionToTasks"]) {
            assert.equal(statements[sid]?.Condition.StringEquals["kms:EncryptionContext:aws:ecs:clusterName"], "cluster-t1");
        }
    });

    test("each reader decrypts its own", () => {
        const statements = run.statements("aws:kms/key:Key", "secrets-key-t1");
        assert.equal(statements.BackendReadsItsConnectionSecret?.Principal.AWS, names.roleArn("backend-task-role"));
        const frontend = statements.FrontendTasksStartWithTheirParameters;
        assert.deepEqual(frontend?.Condition.StringEquals["kms:EncryptionContext:PARAMETER_ARN"],
            [names.parameterArn("frontend", "api-url")]);
    });

    test("roles are taken by their service, for this account", () => {
        const roles = run.of("aws:iam/role:Role");
        assert.equal(roles.length, 5);
        for (const { name, inputs } of roles) {
            const [statement] = JSON.parse(inputs.assumeRolePolicy).Statement;
            assert.equal(typeof statement.Principal.Service, "string");
            if (statement.Principal.Service === "lambda.amazonaws.com") continue;
            assert.equal(statement.Condition.StringEquals["aws:SourceAccount"], ACCOUNT, name);
            assert.ok(statement.Condition.ArnLike["aws:SourceArn"]);
        }
    });

    test("no policy has a wildcard for an action, and one for a resource only where AWS knows none", () => {
        for (const { name, statement } of documents()) {
            if (statement.Effect === "Deny" || statement.Sid === "AdministeredThroughIam") continue;
            for (const action of [statement.Action].flat()) assert.ok(!action.includes("*"), `${action} of ${name}`);
        }
        const wide = policies().flatMap(({ inputs }) => JSON.parse(inputs.policy).Statement)
            .filter(({ Resource }: Inputs) => [Resource].flat().includes("*"))
            .map(({ Sid }: Inputs) => Sid);
        assert.deepEqual([...new Set(wide)].sort(), ["RegistryTokenHasNoResource", "TracesHaveNoResource"]);
    });
});

describe("observability", () => {
    test("every log group is encrypted and kept for a year", () => {
        const groups = run.of("aws:cloudwatch/logGroup:LogGroup");
        assert.equal(groups.length, LOG_GROUP_NAMES.length);
        for (const { inputs } of groups) {
            assert.equal(inputs.kmsKeyId, "arn:of:logs-key-t1");
            assert.equal(inputs.retentionInDays, 365);
        }
    });

    test("WAF and CloudFront may deliver to their groups and to no other", () => {
        const statements = run.statements("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "log-delivery-t1",
            "policyDocument");
        const statement = statements.WafAndCloudFrontDeliverHere;
        assert.equal(statement?.Condition.StringEquals["aws:SourceAccount"], ACCOUNT);
        assert.deepEqual(statement?.Resource.map((arn: string) => arn.split(":")[6]),
            ["/aws/vendedlogs/cloudfront/cdn-t1", "aws-waf-logs-edge-t1", "aws-waf-logs-origin-t1"]);
    });

    test("alarms reach a person through an encrypted topic", () => {
        const topic = run.one("aws:sns/topic:Topic");
        assert.equal(topic.kmsMasterKeyId, "arn:of:events-key-t1");
        assert.equal(run.one("aws:sns/topicSubscription:TopicSubscription").endpoint, CONFIG.alertEmail);
        const alarms = run.of("aws:cloudwatch/metricAlarm:MetricAlarm");
        assert.equal(alarms.length, 4);
        for (const { inputs } of alarms) {
            assert.equal(inputs.actionsEnabled, true);
            assert.deepEqual(inputs.alarmActions, ["arn:of:alerts-t1"]);
        }
    });
});

describe("database", () => {
    test("Aurora PostgreSQL Serverless v2 with IAM and without a written password", () => {
        const cluster = run.one("aws:rds/cluster:Cluster");
        assert.equal(cluster.engine, "aurora-postgresql");
        assert.deepEqual(cluster.serverlessv2ScalingConfiguration, { minCapacity: 0.5, maxCapacity: 4 });
        assert.equal(cluster.iamDatabaseAuthenticationEnabled, true);
        assert.equal(cluster.manageMasterUserPassword, true);
        assert.equal(cluster.masterUserSecretKmsKeyId, "arn:of:secrets-key-t1");
        assert.equal(cluster.masterPassword, undefined);
        assert.equal(cluster.enableHttpEndpoint, false);
    });

    test("storage and insights have the stack's key", () => {
        const cluster = run.one("aws:rds/cluster:Cluster");
        assert.equal(cluster.storageEncrypted, true);
        assert.equal(cluster.kmsKeyId, "arn:of:database-key-t1");
        for (const { inputs } of [{ inputs: cluster }, ...run.of("aws:rds/clusterInstance:ClusterInstance")]) {
            assert.equal(inputs.performanceInsightsEnabled, true);
            assert.equal(inputs.performanceInsightsKmsKeyId, "arn:of:database-key-t1");
        }
    });

    test("two instances in two zones, without a public address, in subnets of their own", () => {
        const instances = run.of("aws:rds/clusterInstance:ClusterInstance").map(({ inputs }) => inputs);
        assert.deepEqual(instances.map(({ availabilityZone }) => availabilityZone).sort(), ["us-east-1a", "us-east-1b"]);
        for (const instance of instances) {
            assert.equal(instance.instanceClass, "db.serverless");
            assert.equal(instance.publiclyAccessible, false);
        }
        for (const id of run.one("aws:rds/subnetGroup:SubnetGroup").subnetIds) assert.match(id, /^id-of-database-subnet-/);
    });

    test("TLS is enforced, and sign-ins are logged", () => {
        const { parameters, family } = run.one("aws:rds/clusterParameterGroup:ClusterParameterGroup");
        assert.equal(family, "aurora-postgresql17");
        const value = (name: string) => parameters.find((parameter: Inputs) => parameter.name === name)?.value;
        assert.equal(value("rds.force_ssl"), "1");
        assert.equal(value("log_connections"), "1");
        assert.equal(value("pgaudit.log"), "ddl,role");
        assert.deepEqual(run.one("aws:rds/cluster:Cluster").enabledCloudwatchLogsExports, ["postgresql", "iam-db-auth-error"]);
    });
});

describe("secrets", () => {
    test("the connection's details are a secret, without a password", () => {
        assert.equal(run.one("aws:secretsmanager/secret:Secret").kmsKeyId, "arn:of:secrets-key-t1");
        assert.ok(run.secretInputs.has("database-connection-version-t1.secretString"));
        const details = JSON.parse(run.one("aws:secretsmanager/secretVersion:SecretVersion").secretString);
        assert.equal(details.host, "writer.cluster.example");
        assert.equal(details.username, "payments_api");
        assert.equal(details.authentication, "iam");
        assert.ok(!Object.keys(details).some((key) => /pass/.test(key)));
    });

    test("configuration is encrypted with the stack's key", () => {
        const parameters = run.of("aws:ssm/parameter:Parameter").map(({ inputs }) => inputs);
        assert.deepEqual(parameters.map(({ name }) => name).sort(), [
            "/config-t1/backend/allowed-origin", "/config-t1/backend/database-connection", "/config-t1/backend/log-level",
            "/config-t1/frontend/api-url",
        ]);
        for (const { type, keyId } of parameters) assert.deepEqual([type, keyId], ["SecureString", "arn:of:secrets-key-t1"]);
    });

    test("the origin's secret is made, never written, and changes without an interruption", async () => {
        const first = run.one("random:index/randomPassword:RandomPassword");
        assert.deepEqual([first.length, first.special], [48, false]);
        assert.ok(run.secretInputs.has("cdn-t1.origins"));
        assert.ok(run.secretInputs.has("backend-rule-t1.conditions"));

        const next = await deploy({ originHeaderGeneration: 2 });
        const accepted = next.one("aws:lb/listenerRule:ListenerRule", "backend-rule-t1").conditions[1].httpHeader.values;
        assert.deepEqual(accepted, ["made-for-origin-header-2-t1", "made-for-origin-header-1-t1"]);
        const [origin] = next.one("aws:cloudfront/distribution:Distribution").origins;
        assert.equal(origin.customHeaders[0].value, "made-for-origin-header-2-t1");
    });
});

describe("load balancer", () => {
    test("HTTPS only, and a closed door for whoever comes past CloudFront", () => {
        const [listener, ...others] = run.of("aws:lb/listener:Listener").map(({ inputs }) => inputs);
        assert.equal(others.length, 0);
        assert.deepEqual([listener?.port, listener?.protocol], [443, "HTTPS"]);
        assert.equal(listener?.certificateArn, CONFIG.certificateArn);
        assert.match(listener?.sslPolicy, /TLS13-1-2/);
        assert.deepEqual(listener?.defaultActions.map(({ type }: Inputs) => type), ["fixed-response"]);
        assert.equal(listener?.defaultActions[0].fixedResponse.statusCode, "403");
    });

    test("/api/* goes to the backend before /* goes to the frontend, and both ask for the header", () => {
        const rules = run.of("aws:lb/listenerRule:ListenerRule").map(({ inputs }) => inputs)
            .sort((a, b) => a.priority - b.priority);
        assert.deepEqual(rules.map(({ conditions, actions }) => [
            conditions[0].pathPattern.values[0], actions[0].targetGroupArn, conditions[1].httpHeader.httpHeaderName,
        ]), [
            ["/api/*", "arn:of:backend-targets-t1", "X-Origin-Verify"],
            ["/*", "arn:of:frontend-targets-t1", "X-Origin-Verify"],
        ]);
    });

    test("TLS goes on to the containers", () => {
        const groups = run.of("aws:lb/targetGroup:TargetGroup").map(({ inputs }) => inputs);
        assert.deepEqual(groups.map(({ port }) => port).sort(), [3000, 8080]);
        for (const { protocol, healthCheck } of groups) assert.deepEqual([protocol, healthCheck.protocol], ["HTTPS", "HTTPS"]);
    });

    test("access is logged to a closed bucket that the service can deliver to", () => {
        const balancer = run.one("aws:lb/loadBalancer:LoadBalancer");
        assert.deepEqual(balancer.accessLogs, { enabled: true, bucket: `load-balancer-logs-${ACCOUNT}-t1`, prefix: "access" });
        assert.equal(balancer.dropInvalidHeaderFields, true);
        const [rule] = run.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").rules;
        assert.equal(rule.applyServerSideEncryptionByDefault.sseAlgorithm, "AES256");
        const block = run.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
        for (const key of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
            assert.equal(block[key], true);
        }
        const statements = run.statements("aws:s3/bucketPolicy:BucketPolicy", "load-balancer-logs-policy-t1");
        const delivery = statements.LoadBalancersOfThisAccountDeliver;
        assert.equal(delivery?.Resource, `arn:aws:s3:::load-balancer-logs-${ACCOUNT}-t1/access/AWSLogs/${ACCOUNT}/*`);
        assert.ok(delivery?.Condition.ArnLike["aws:SourceArn"].includes("loadbalancer/app/load-balancer-t1/"));
        assert.equal(statements.NothingWithoutTls?.Effect, "Deny");
    });
});

describe("containers", () => {
    const container = (service: string): Inputs => {
        const [only, ...others] = JSON.parse(run.one("aws:ecs/taskDefinition:TaskDefinition", `${service}-task-t1`)
            .containerDefinitions);
        assert.equal(others.length, 0);
        return only;
    };

    test("registries scan on push, and a tag never moves", () => {
        const repositories = run.of("aws:ecr/repository:Repository");
        assert.deepEqual(repositories.map(({ inputs }) => inputs.name).sort(), ["backend-t1", "frontend-t1"]);
        for (const { inputs } of repositories) {
            assert.equal(inputs.imageScanningConfiguration.scanOnPush, true);
            assert.equal(inputs.imageTagMutability, "IMMUTABLE");
            assert.deepEqual(inputs.encryptionConfigurations, [{ encryptionType: "KMS", kmsKey: "arn:of:containers-key-t1" }]);
        }
    });

    test("the cluster has insights and its own key for the tasks' storage", () => {
        const cluster = run.one("aws:ecs/cluster:Cluster");
        assert.deepEqual(cluster.settings, [{ name: "containerInsights", value: "enabled" }]);
        assert.equal(cluster.configuration.managedStorageConfiguration.fargateEphemeralStorageKmsKeyId,
            "id-of-containers-key-t1");
    });

    for (const [service, port] of [["frontend", 3000], ["backend", 8080]] as const) {
        test(`the ${service} runs alone, in private, on port ${port}`, () => {
            const inputs = run.one("aws:ecs/service:Service", `${service}-t1`);
            assert.equal(inputs.launchType, "FARGATE");
            assert.equal(inputs.networkConfiguration.assignPublicIp, false);
            assert.deepEqual(inputs.networkConfiguration.securityGroups, [`id-of-${service}-security-group-t1`]);
            for (const id of inputs.networkConfiguration.subnets) assert.match(id, /^id-of-private-subnet-/);
            assert.deepEqual(inputs.loadBalancers,
                [{ targetGroupArn: `arn:of:${service}-targets-t1`, containerName: service, containerPort: port }]);
            assert.equal(inputs.enableExecuteCommand, false);
            assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
        });

        test(`the ${service}'s container is pinned, locked down, logged, and given no secret in clear text`, () => {
            const definition = container(service);
            assert.equal(definition.image, names.image(service, CONFIG.imageDigests[service] ?? ""));
            assert.equal(definition.readonlyRootFilesystem, true);
            assert.equal(definition.privileged, false);
            assert.notEqual(definition.user, "root");
            assert.equal(definition.logConfiguration.logDriver, "awslogs");
            assert.equal(definition.logConfiguration.options["awslogs-group"], `/aws/ecs/${service}-t1`);
            const allowed = run.statements("aws:iam/rolePolicy:RolePolicy", `${service}-execution-policy-t1`)
                .ReadOwnParameters?.Resource;
            assert.deepEqual(definition.secrets.map(({ valueFrom }: Inputs) => valueFrom), allowed);
            for (const { name } of definition.environment) assert.doesNotMatch(name, /PASS|SECRET|TOKEN|KEY/);
        });
    }

    test("the backend signs in as its own user of this database, and the frontend has no role", () => {
        const { SignInAsTheApplication } = run.statements("aws:iam/rolePolicy:RolePolicy", "backend-database-policy-t1");
        assert.equal(SignInAsTheApplication?.Action, "rds-db:connect");
        assert.equal(SignInAsTheApplication?.Resource,
            `arn:aws:rds-db:us-east-1:${ACCOUNT}:dbuser:cluster-ABCDEFGHIJKL/payments_api`);
        const { ReadConnectionDetails } = run.statements("aws:iam/rolePolicy:RolePolicy", "backend-secret-policy-t1");
        assert.equal(ReadConnectionDetails?.Resource,
            `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:database-connection-t1-??????`);
        const task = (service: string) => run.one("aws:ecs/taskDefinition:TaskDefinition", `${service}-task-t1`);
        assert.equal(task("frontend").taskRoleArn, undefined);
        assert.equal(task("backend").taskRoleArn, "arn:of:backend-task-role-t1");
        assert.notEqual(task("backend").executionRoleArn, task("backend").taskRoleArn);
    });

    test("without an image, a service is left out and everything else is there", async () => {
        const first = await deploy({ imageDigests: {} });
        assert.equal(first.failure, undefined);
        assert.deepEqual(first.of("aws:ecs/service:Service"), []);
        assert.deepEqual(first.of("aws:lambda/invocation:Invocation"), []);
        assert.equal(first.of("aws:ecr/repository:Repository").length, 2);
        assert.equal(first.of("aws:cloudfront/distribution:Distribution").length, 1);
    });
});

describe("edge", () => {
    const acl = (place: string) => run.one("aws:wafv2/webAcl:WebAcl", `${place}-web-acl-t1`);

    test("CloudFront speaks TLS 1.2 to both sides, by names that the certificate carries", () => {
        const distribution = run.one("aws:cloudfront/distribution:Distribution");
        assert.deepEqual(distribution.viewerCertificate, {
            acmCertificateArn: CONFIG.certificateArn, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021",
        });
        assert.deepEqual(distribution.aliases, ["pay.example.com"]);
        const [origin] = distribution.origins;
        assert.equal(origin.domainName, "origin.pay.example.com");
        assert.equal(origin.customOriginConfig.originProtocolPolicy, "https-only");
        assert.deepEqual(origin.customOriginConfig.originSslProtocols, ["TLSv1.2"]);
        assert.equal(origin.customHeaders[0].name, "X-Origin-Verify");
        for (const behavior of [distribution.defaultCacheBehavior, ...distribution.orderedCacheBehaviors]) {
            assert.match(behavior.viewerProtocolPolicy, /^(https-only|redirect-to-https)$/);
        }
    });

    test("answers of the API are never cached, and pages are cached without anything personal", () => {
        const distribution = run.one("aws:cloudfront/distribution:Distribution");
        const [api] = distribution.orderedCacheBehaviors;
        assert.equal(api.pathPattern, "/api/*");
        assert.equal(api.cachePolicyId, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
        assert.equal(distribution.defaultCacheBehavior.originRequestPolicyId, "id-of-only-viewer-address-t1");
        const request = run.one("aws:cloudfront/originRequestPolicy:OriginRequestPolicy");
        assert.equal(request.cookiesConfig.cookieBehavior, "none");
    });

    test("both web ACLs block exploits and more than 1,000 requests a minute", () => {
        for (const [place, scope, key] of [["edge", "CLOUDFRONT", "IP"], ["origin", "REGIONAL", "FORWARDED_IP"]] as const) {
            const { scope: actual, rules } = acl(place);
            assert.equal(actual, scope);
            const rate = rules[0].statement.rateBasedStatement;
            assert.deepEqual([rate.limit, rate.evaluationWindowSec, rate.aggregateKeyType], [RATE_LIMIT, 60, key]);
            assert.equal(RATE_LIMIT, 1000);
            assert.ok(rules[0].action.block);
            const groups = rules.slice(1).map((rule: Inputs) => rule.statement.managedRuleGroupStatement.name);
            for (const group of ["Common", "SQLi", "KnownBadInputs"]) {
                assert.ok(groups.includes(`AWSManagedRules${group}RuleSet`), group);
            }
            for (const rule of rules.slice(1)) assert.deepEqual(rule.overrideAction, { none: {} });
            assert.equal(new Set(rules.map(({ priority }: Inputs) => priority)).size, rules.length);
        }
        assert.equal(run.one("aws:cloudfront/distribution:Distribution").webAclId, "arn:of:edge-web-acl-t1");
        assert.deepEqual(run.one("aws:wafv2/webAclAssociation:WebAclAssociation"),
            { resourceArn: "arn:of:load-balancer-t1", webAclArn: "arn:of:origin-web-acl-t1" });
    });

    test("requests are logged, and what opens a door is not", () => {
        assert.equal(run.of("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").length, 2);
        for (const place of ["edge", "origin"]) {
            const hidden = acl(place).dataProtectionConfig.dataProtections.flatMap(({ field }: Inputs) => field.fieldKeys);
            assert.deepEqual(hidden, ["authorization", "cookie", "x-origin-verify"]);
        }
        assert.equal(run.one("aws:cloudwatch/logDeliverySource:LogDeliverySource").resourceArn, "arn:of:cdn-t1");
        const { recordFields } = run.one("aws:cloudwatch/logDelivery:LogDelivery");
        for (const field of ["cs(Cookie)", "cs-uri-query", "cs(Referer)"]) assert.ok(!recordFields.includes(field));
        assert.ok(recordFields.includes("c-ip"));
    });

    test("the viewer's address is CloudFront's word", () => {
        const { code, runtime } = run.one("aws:cloudfront/function:Function");
        assert.equal(runtime, "cloudfront-js-2.0");
        const handler = new Function(`${code}; return handler;`)();
        const event = {
            viewer: { ip: "198.51.100.7" },
            request: { headers: { "true-client-ip": { value: "203.0.113.1" }, host: { value: "pay.example.com" } } },
        };
        assert.deepEqual(handler(event).headers,
            { "true-client-ip": { value: "198.51.100.7" }, host: { value: "pay.example.com" } });
    });

    test("both names lead where they should", () => {
        const records = run.of("aws:route53/record:Record").map(({ inputs }) => [inputs.name, inputs.type, inputs.aliases[0].name]);
        assert.deepEqual(records.sort(), [
            ["origin.pay.example.com", "A", "alb.example"],
            ["pay.example.com", "A", "d111.cloudfront.net"],
            ["pay.example.com", "AAAA", "d111.cloudfront.net"],
        ]);
    });
});
