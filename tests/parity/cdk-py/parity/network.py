"""Security groups, open and closed."""

from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from constructs import Construct


class Network(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)

        vpc = ec2.Vpc.from_vpc_attributes(
            self,
            "Vpc",
            vpc_id="vpc-0a1b2c3d",
            availability_zones=["us-east-1a", "us-east-1b"],
        )

        open_ssh_inline = ec2.SecurityGroup(  # expect: security-group-no-public-ssh
            self, "OpenSshInline", vpc=vpc, description="SSH from anywhere, in the group"
        )
        open_ssh_inline.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(22))

        ssh_rule_group = ec2.CfnSecurityGroup(
            self,
            "SshRuleGroup",
            group_description="Its only rule is a resource of its own",
            vpc_id="vpc-0a1b2c3d",
        )

        ec2.CfnSecurityGroupIngress(  # expect: security-group-no-public-ssh
            self,
            "OpenSshRule",
            group_id=ssh_rule_group.attr_group_id,
            ip_protocol="tcp",
            from_port=22,
            to_port=22,
            cidr_ip="0.0.0.0/0",
        )

        ec2.CfnSecurityGroup(  # expect: security-group-no-public-ssh
            self,
            "OpenSshIpv6",
            group_description="SSH from anywhere over IPv6",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=22,
                    to_port=22,
                    cidr_ipv6="::/0",
                ),
            ],
        )

        open_ssh_range = ec2.SecurityGroup(  # expect: security-group-no-public-ssh
            self, "OpenSshRange", vpc=vpc, description="A range that has port 22 in it"
        )
        open_ssh_range.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp_range(20, 30))

        ec2.CfnSecurityGroup(  # expect: security-group-no-public-ssh
            self,
            "OpenSshHalves",
            group_description="Two halves that are everything together",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=22,
                    to_port=22,
                    cidr_ip="0.0.0.0/1",
                ),
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=22,
                    to_port=22,
                    cidr_ip="128.0.0.0/1",
                ),
            ],
        )

        ec2.CfnSecurityGroup(  # expect: security-group-no-public-rdp
            self,
            "OpenRdp",
            group_description="Remote Desktop from anywhere",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=3389,
                    to_port=3389,
                    cidr_ip="0.0.0.0/0",
                ),
            ],
        )

        open_postgres = ec2.SecurityGroup(  # expect: security-group-no-public-database-ports
            self, "OpenPostgres", vpc=vpc, description="PostgreSQL from anywhere"
        )
        open_postgres.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.POSTGRES)

        redis_rule_group = ec2.CfnSecurityGroup(
            self,
            "RedisRuleGroup",
            group_description="Redis within the network, and what a rule beside it adds",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="tcp",
                    from_port=6379,
                    to_port=6379,
                    cidr_ip="10.0.0.0/16",
                ),
            ],
        )

        ec2.CfnSecurityGroupIngress(  # expect: security-group-no-public-database-ports
            self,
            "OpenRedisRule",
            group_id=redis_rule_group.attr_group_id,
            ip_protocol="tcp",
            from_port=6379,
            to_port=6379,
            cidr_ipv6="::/0",
        )

        open_all_ports = ec2.SecurityGroup(  # expect: security-group-no-public-all-ports, security-group-no-public-ssh
            self, "OpenAllPorts", vpc=vpc, description="Every tcp port from anywhere"
        )
        open_all_ports.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.all_tcp())

        ec2.CfnSecurityGroup(  # expect: security-group-no-public-all-ports
            self,
            "OpenUdpPorts",
            group_description="Every udp port from anywhere",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[
                ec2.CfnSecurityGroup.IngressProperty(
                    ip_protocol="udp",
                    from_port=0,
                    to_port=65535,
                    cidr_ip="0.0.0.0/0",
                ),
            ],
        )

        open_all_protocols = ec2.SecurityGroup(  # expect: security-group-no-public-all-protocols, security-group-no-public-ssh
            self, "OpenAllProtocols", vpc=vpc, description="All traffic from anywhere"
        )
        open_all_protocols.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.all_traffic())

        all_traffic_group = ec2.CfnSecurityGroup(
            self,
            "AllTrafficGroup",
            group_description="Its only rule is a resource of its own",
            vpc_id="vpc-0a1b2c3d",
        )

        ec2.CfnSecurityGroupIngress(  # expect: security-group-no-public-all-protocols, security-group-no-public-ssh
            self,
            "OpenAllTrafficRule",
            group_id=all_traffic_group.attr_group_id,
            ip_protocol="-1",
            cidr_ip="0.0.0.0/0",
        )

        office_ssh = ec2.SecurityGroup(
            self, "OfficeSsh", vpc=vpc, description="SSH from the office"
        )
        office_ssh.add_ingress_rule(ec2.Peer.ipv4("198.51.100.0/24"), ec2.Port.SSH)

        public_https = ec2.SecurityGroup(
            self, "PublicHttps", vpc=vpc, description="HTTPS from anywhere"
        )
        public_https.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS)

        ec2.CfnSecurityGroupIngress(
            self,
            "OfficeSshRule",
            group_id=office_ssh.security_group_id,
            ip_protocol="tcp",
            from_port=22,
            to_port=22,
            source_security_group_id=public_https.security_group_id,
        )
