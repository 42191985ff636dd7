// Security groups, open and closed.
import { Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";

export class Network extends Stack {
    constructor(scope: Construct, id: string) {
        super(scope, id);

        const vpc = ec2.Vpc.fromVpcAttributes(this, "Vpc", {
            vpcId: "vpc-0a1b2c3d",
            availabilityZones: ["us-east-1a", "us-east-1b"],
        });

        const openSshInline = new ec2.SecurityGroup(this, "OpenSshInline", { // expect: security-group-no-public-ssh
            vpc,
            description: "SSH from anywhere, in the group",
        });
        openSshInline.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));

        const sshRuleGroup = new ec2.CfnSecurityGroup(this, "SshRuleGroup", {
            groupDescription: "Its only rule is a resource of its own",
            vpcId: "vpc-0a1b2c3d",
        });

        new ec2.CfnSecurityGroupIngress(this, "OpenSshRule", { // expect: security-group-no-public-ssh
            groupId: sshRuleGroup.attrGroupId,
            ipProtocol: "tcp",
            fromPort: 22,
            toPort: 22,
            cidrIp: "0.0.0.0/0",
        });

        new ec2.CfnSecurityGroup(this, "OpenSshIpv6", { // expect: security-group-no-public-ssh
            groupDescription: "SSH from anywhere over IPv6",
            vpcId: "vpc-0a1b2c3d",
            securityGroupIngress: [
                { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv6: "::/0" },
            ],
        });

        const openSshRange = new ec2.SecurityGroup(this, "OpenSshRange", { // expect: security-group-no-public-ssh
            vpc,
            description: "A range that has port 22 in it",
        });
        openSshRange.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcpRange(20, 30));

        new ec2.CfnSecurityGroup(this, "OpenSshHalves", { // expect: security-group-no-public-ssh
            groupDescription: "Two halves that are everything together",
            vpcId: "vpc-0a1b2c3d",
            securityGroupIngress: [
                { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "0.0.0.0/1" },
                { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "128.0.0.0/1" },
            ],
        });

        new ec2.CfnSecurityGroup(this, "OpenRdp", { // expect: security-group-no-public-rdp
            groupDescription: "Remote Desktop from anywhere",
            vpcId: "vpc-0a1b2c3d",
            securityGroupIngress: [
                { ipProtocol: "tcp", fromPort: 3389, toPort: 3389, cidrIp: "0.0.0.0/0" },
            ],
        });

        const openPostgres = new ec2.SecurityGroup(this, "OpenPostgres", { // expect: security-group-no-public-database-ports
            vpc,
            description: "PostgreSQL from anywhere",
        });
        openPostgres.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.POSTGRES);

        const redisRuleGroup = new ec2.CfnSecurityGroup(this, "RedisRuleGroup", {
            groupDescription: "Redis within the network, and what a rule beside it adds",
            vpcId: "vpc-0a1b2c3d",
            securityGroupIngress: [
                { ipProtocol: "tcp", fromPort: 6379, toPort: 6379, cidrIp: "10.0.0.0/16" },
            ],
        });

        new ec2.CfnSecurityGroupIngress(this, "OpenRedisRule", { // expect: security-group-no-public-database-ports
            groupId: redisRuleGroup.attrGroupId,
            ipProtocol: "tcp",
            fromPort: 6379,
            toPort: 6379,
            cidrIpv6: "::/0",
        });

        const openAllPorts = new ec2.SecurityGroup(this, "OpenAllPorts", { // expect: security-group-no-public-all-ports, security-group-no-public-ssh
            vpc,
            description: "Every tcp port from anywhere",
        });
        openAllPorts.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTcp());

        new ec2.CfnSecurityGroup(this, "OpenUdpPorts", { // expect: security-group-no-public-all-ports
            groupDescription: "Every udp port from anywhere",
            vpcId: "vpc-0a1b2c3d",
            securityGroupIngress: [
                { ipProtocol: "udp", fromPort: 0, toPort: 65535, cidrIp: "0.0.0.0/0" },
            ],
        });

        const openAllProtocols = new ec2.SecurityGroup(this, "OpenAllProtocols", { // expect: security-group-no-public-all-protocols, security-group-no-public-ssh
            vpc,
            description: "All traffic from anywhere",
        });
        openAllProtocols.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTraffic());

        const allTrafficGroup = new ec2.CfnSecurityGroup(this, "AllTrafficGroup", {
            groupDescription: "Its only rule is a resource of its own",
            vpcId: "vpc-0a1b2c3d",
        });

        new ec2.CfnSecurityGroupIngress(this, "OpenAllTrafficRule", { // expect: security-group-no-public-all-protocols, security-group-no-public-ssh
            groupId: allTrafficGroup.attrGroupId,
            ipProtocol: "-1",
            cidrIp: "0.0.0.0/0",
        });

        const officeSsh = new ec2.SecurityGroup(this, "OfficeSsh", {
            vpc,
            description: "SSH from the office",
        });
        officeSsh.addIngressRule(ec2.Peer.ipv4("198.51.100.0/24"), ec2.Port.SSH);

        const publicHttps = new ec2.SecurityGroup(this, "PublicHttps", {
            vpc,
            description: "HTTPS from anywhere",
        });
        publicHttps.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);

        new ec2.CfnSecurityGroupIngress(this, "OfficeSshRule", {
            groupId: officeSsh.securityGroupId,
            ipProtocol: "tcp",
            fromPort: 22,
            toPort: 22,
            sourceSecurityGroupId: publicHttps.securityGroupId,
        });
    }
}
