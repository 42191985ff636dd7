// Three tiers in three zones: public for the load balancer and NAT, private for the tasks, and one for the database from
// which no route leads out.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Names, REGION } from "../naming";
import { policy } from "../policy";
import type { Observability } from "./observability";
import type { Security } from "./security";

export interface NetworkArgs {
    readonly names: Names;
    readonly vpcCidr: string;
    readonly availabilityZones: readonly [string, string, string];
    readonly natGateways: 1 | 3;
    readonly security: Security;
    readonly observability: Observability;
}

const TIERS = ["public", "private", "database"] as const;
type Tier = (typeof TIERS)[number];

/** The n-th block of 4,096 addresses in a range of the form a.b.0.0/16. */
export function block(vpcCidr: string, index: number): string {
    const [first, second] = vpcCidr.split(".");
    return `${first}.${second}.${index * 16}.0/20`;
}

export class Network extends pulumi.ComponentResource {
    readonly vpc: aws.ec2.Vpc;
    readonly subnets: Readonly<Record<Tier, readonly aws.ec2.Subnet[]>>;

    constructor(name: string, private readonly args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:network:Network", name, {}, opts);
        const { names } = args;

        this.vpc = new aws.ec2.Vpc(names.of("vpc"), {
            cidrBlock: args.vpcCidr,
            enableDnsHostnames: true,
            enableDnsSupport: true,
            tags: { Name: names.of("vpc") },
        }, { parent: this });
        // Whatever is put into the default group by mistake reaches nothing.
        new aws.ec2.DefaultSecurityGroup(names.of("default-security-group"), {
            vpcId: this.vpc.id,
            ingress: [],
            egress: [],
            tags: { Name: names.of("default-security-group") },
        }, { parent: this });

        const tier = (of: Tier) => args.availabilityZones.map((zone, index) =>
            this.subnet(of, zone, TIERS.indexOf(of) * args.availabilityZones.length + index));
        this.subnets = { public: tier("public"), private: tier("private"), database: tier("database") };

        const privateTables = this.routes();
        this.endpoint(privateTables);
        this.flowLogs();
        this.registerOutputs({});
    }

    private subnet(tier: Tier, availabilityZone: string, index: number): aws.ec2.Subnet {
        const name = this.args.names.of(`${tier}-subnet-${availabilityZone.slice(-1)}`);
        return new aws.ec2.Subnet(name, {
            vpcId: this.vpc.id,
            availabilityZone,
            cidrBlock: block(this.args.vpcCidr, index),
            // Only the load balancer and the NAT gateways have public addresses, and they bring their own.
            mapPublicIpOnLaunch: false,
            tags: { Name: name, Tier: tier },
        }, { parent: this });
    }

    private table(name: string): aws.ec2.RouteTable {
        const full = this.args.names.of(name);
        return new aws.ec2.RouteTable(full, { vpcId: this.vpc.id, tags: { Name: full } }, { parent: this });
    }

    /** Returns the tables of the private tier. */
    private routes(): aws.ec2.RouteTable[] {
        const { names, availabilityZones: zones, natGateways } = this.args;
        const child = { parent: this };
        const letter = (index: number) => zones[index]?.slice(-1);
        const attach = (tier: Tier, tables: readonly aws.ec2.RouteTable[]) =>
            this.subnets[tier].forEach((subnet, index) => {
                const table = tables[index % tables.length];
                if (table === undefined) return;
                new aws.ec2.RouteTableAssociation(names.of(`${tier}-routes-${letter(index)}`), {
                    subnetId: subnet.id,
                    routeTableId: table.id,
                }, child);
            });

        const gateway = new aws.ec2.InternetGateway(names.of("internet-gateway"), {
            vpcId: this.vpc.id,
            tags: { Name: names.of("internet-gateway") },
        }, child);
        const open = this.table("public-routes");
        new aws.ec2.Route(names.of("public-default-route"), {
            routeTableId: open.id,
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: gateway.id,
        }, child);
        attach("public", [open]);

        const nats = this.subnets.public.slice(0, natGateways).map((subnet, index) => {
            const address = new aws.ec2.Eip(names.of(`nat-address-${letter(index)}`), {
                domain: "vpc",
                tags: { Name: names.of(`nat-address-${letter(index)}`) },
            }, { parent: this, dependsOn: gateway });
            return new aws.ec2.NatGateway(names.of(`nat-gateway-${letter(index)}`), {
                subnetId: subnet.id,
                allocationId: address.id,
                tags: { Name: names.of(`nat-gateway-${letter(index)}`) },
            }, { parent: this, dependsOn: gateway });
        });
        // A table for each NAT gateway; with a single one, all zones share it.
        const tables = nats.map((nat, index) => {
            const table = this.table(`private-routes-${letter(index)}`);
            new aws.ec2.Route(names.of(`private-default-route-${letter(index)}`), {
                routeTableId: table.id,
                destinationCidrBlock: "0.0.0.0/0",
                natGatewayId: nat.id,
            }, child);
            return table;
        });
        attach("private", tables);
        // Without an association, the database's subnets would follow the main table, whatever somebody puts into it.
        attach("database", [this.table("database-routes")]);
        return tables;
    }

    /** The layers of images come out of S3: past the NAT gateway, which would charge for each byte. */
    private endpoint(tables: readonly aws.ec2.RouteTable[]): void {
        const { names } = this.args;
        new aws.ec2.VpcEndpoint(names.of("s3-endpoint"), {
            vpcId: this.vpc.id,
            serviceName: `com.amazonaws.${REGION}.s3`,
            vpcEndpointType: "Gateway",
            routeTableIds: tables.map((table) => table.id),
            policy: policy({
                Sid: "OnlyImageLayersOfEcr",
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: `arn:aws:s3:::prod-${REGION}-starport-layer-bucket/*`,
            }),
            tags: { Name: names.of("s3-endpoint") },
        }, { parent: this });
    }

    private flowLogs(): void {
        const { names, security, observability } = this.args;
        const role = security.roles["flow-logs-role"];
        const allowed = new aws.iam.RolePolicy(names.of("flow-logs-policy"), {
            name: names.of("flow-logs-policy"),
            role: role.name,
            policy: policy({
                Sid: "WriteFlowLogs",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                Resource: `${names.logGroupArn("flow")}:*`,
            }),
        }, { parent: this });
        new aws.ec2.FlowLog(names.of("flow-log"), {
            vpcId: this.vpc.id,
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
            logDestination: observability.groups.flow.arn,
            iamRoleArn: role.arn,
            maxAggregationInterval: 60,
            tags: { Name: names.of("flow-log") },
        }, { parent: this, dependsOn: allowed });
    }
}
