// Security groups, open and closed.
import * as aws from "@pulumi/aws";

const vpcId = "vpc-0a1b2c3d";

new aws.ec2.SecurityGroup("open-ssh-inline", { // expect: security-group-no-public-ssh
    description: "SSH from anywhere, in the group",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
});

const sshRuleGroup = new aws.ec2.SecurityGroup("ssh-rule-group", {
    description: "Its only rule is a resource of its own",
    vpcId,
});

new aws.ec2.SecurityGroupRule("open-ssh-rule", { // expect: security-group-no-public-ssh
    securityGroupId: sshRuleGroup.id,
    type: "ingress",
    protocol: "tcp",
    fromPort: 22,
    toPort: 22,
    cidrBlocks: ["0.0.0.0/0"],
});

new aws.ec2.SecurityGroup("open-ssh-ipv6", { // expect: security-group-no-public-ssh
    description: "SSH from anywhere over IPv6",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: ["::/0"] }],
});

new aws.ec2.SecurityGroup("open-ssh-range", { // expect: security-group-no-public-ssh
    description: "A range that has port 22 in it",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 20, toPort: 30, cidrBlocks: ["0.0.0.0/0"] }],
});

new aws.ec2.SecurityGroup("open-ssh-halves", { // expect: security-group-no-public-ssh
    description: "Two halves that are everything together",
    vpcId,
    ingress: [
        { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] },
    ],
});

new aws.ec2.SecurityGroup("open-rdp", { // expect: security-group-no-public-rdp
    description: "Remote Desktop from anywhere",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 3389, toPort: 3389, cidrBlocks: ["0.0.0.0/0"] }],
});

new aws.ec2.SecurityGroup("open-postgres", { // expect: security-group-no-public-database-ports
    description: "PostgreSQL from anywhere",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["0.0.0.0/0"] }],
});

const redisRuleGroup = new aws.ec2.SecurityGroup("redis-rule-group", {
    description: "Redis within the network, and what a rule beside it adds",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, cidrBlocks: ["10.0.0.0/16"] }],
});

new aws.vpc.SecurityGroupIngressRule("open-redis-rule", { // expect: security-group-no-public-database-ports
    securityGroupId: redisRuleGroup.id,
    ipProtocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
    cidrIpv6: "::/0",
});

new aws.ec2.SecurityGroup("open-all-ports", { // expect: security-group-no-public-all-ports, security-group-no-public-ssh
    description: "Every tcp port from anywhere",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }],
});

new aws.ec2.SecurityGroup("open-udp-ports", { // expect: security-group-no-public-all-ports
    description: "Every udp port from anywhere",
    vpcId,
    ingress: [{ protocol: "udp", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }],
});

new aws.ec2.SecurityGroup("open-all-protocols", { // expect: security-group-no-public-all-protocols, security-group-no-public-ssh
    description: "All traffic from anywhere",
    vpcId,
    ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const allTrafficGroup = new aws.ec2.SecurityGroup("all-traffic-group", {
    description: "Its only rule is a resource of its own",
    vpcId,
});

new aws.vpc.SecurityGroupIngressRule("open-all-traffic-rule", { // expect: security-group-no-public-all-protocols, security-group-no-public-ssh
    securityGroupId: allTrafficGroup.id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
});

const officeSsh = new aws.ec2.SecurityGroup("office-ssh", {
    description: "SSH from the office",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["198.51.100.0/24"] }],
});

const publicHttps = new aws.ec2.SecurityGroup("public-https", {
    description: "HTTPS from anywhere",
    vpcId,
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
});

new aws.ec2.SecurityGroupRule("office-ssh-rule", {
    securityGroupId: officeSsh.id,
    type: "ingress",
    protocol: "tcp",
    fromPort: 22,
    toPort: 22,
    sourceSecurityGroupId: publicHttps.id,
});
