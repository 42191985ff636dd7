// Who may talk to whom. Each hop names the security group of its neighbour, so an address is never trusted:
//   CloudFront -> load balancer -> frontend
//                               -> backend -> database
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DATABASE, type Names, SERVICES, type ServiceName } from "../naming";

export interface FirewallArgs {
    readonly names: Names;
    readonly vpc: aws.ec2.Vpc;
}

/**
 * com.amazonaws.global.cloudfront.origin-facing in us-east-1: the addresses that CloudFront calls origins from. AWS keeps
 * its content; its id does not change. It counts as 55 of the 60 rules that a group may have.
 */
export const CLOUDFRONT_PREFIX_LIST = "pl-3b927c52";

type GroupName = "load-balancer" | ServiceName | "database";

export class Firewall extends pulumi.ComponentResource {
    readonly groups: Readonly<Record<GroupName, aws.ec2.SecurityGroup>>;

    constructor(name: string, { names, vpc }: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
        super("pci-payments:network:Firewall", name, {}, opts);
        const child = { parent: this };

        const group = (groupName: GroupName, description: string) => {
            const full = names.of(`${groupName}-security-group`);
            return new aws.ec2.SecurityGroup(full, { name: full, description, vpcId: vpc.id, tags: { Name: full } }, child);
        };
        this.groups = {
            "load-balancer": group("load-balancer", "Load balancer: HTTPS from CloudFront only"),
            frontend: group("frontend", "Frontend tasks: from the load balancer only"),
            backend: group("backend", "Backend tasks: from the load balancer only"),
            database: group("database", "Aurora: from backend tasks only"),
        };

        new aws.vpc.SecurityGroupIngressRule(names.of("cloudfront-to-load-balancer"), {
            securityGroupId: this.groups["load-balancer"].id,
            description: "HTTPS from CloudFront",
            prefixListId: CLOUDFRONT_PREFIX_LIST,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        }, child);
        this.hop("load-balancer", "frontend", SERVICES.frontend.port, names);
        this.hop("load-balancer", "backend", SERVICES.backend.port, names);
        this.hop("backend", "database", DATABASE.port, names);
        // To the AWS APIs and, for the backend, to card networks: through NAT, over TLS, never the other way round.
        for (const service of ["frontend", "backend"] as const) {
            new aws.vpc.SecurityGroupEgressRule(names.of(`${service}-to-https`), {
                securityGroupId: this.groups[service].id,
                description: "HTTPS through NAT",
                cidrIpv4: "0.0.0.0/0",
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
            }, child);
        }
        this.registerOutputs({});
    }

    /** Opens one port from one group to another, at both ends. */
    private hop(from: GroupName, to: GroupName, port: number, names: Names): void {
        const way = { ipProtocol: "tcp", fromPort: port, toPort: port };
        new aws.vpc.SecurityGroupEgressRule(names.of(`${from}-to-${to}`), {
            securityGroupId: this.groups[from].id,
            referencedSecurityGroupId: this.groups[to].id,
            description: `To ${to}`,
            ...way,
        }, { parent: this });
        new aws.vpc.SecurityGroupIngressRule(names.of(`${to}-from-${from}`), {
            securityGroupId: this.groups[to].id,
            referencedSecurityGroupId: this.groups[from].id,
            description: `From ${from}`,
            ...way,
        }, { parent: this });
    }
}
