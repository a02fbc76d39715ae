import { AS_DEMO, type Case } from './case.ts'

/** What people do with networks, as the plain user of a new cloud where they may. */
export const NETWORKS: Case[] = [
  {
    name: 'a new cloud has an external network, a private one and a shared one',
    run: `${AS_DEMO}demo openstack network list -f value -c Name | sort && demo openstack router list -f value -c Name`,
    shows: ['private\npublic\nshared\nrouter1\n'],
  },
  {
    name: 'a network is made, with a subnet, and a router that leads outside',
    run:
      `${AS_DEMO}demo openstack network create n1 && ` +
      'demo openstack subnet create --network n1 --subnet-range 10.1.0.0/24 s1 && ' +
      'demo openstack router create r1 && demo openstack router add subnet r1 s1 && ' +
      'demo openstack router set --external-gateway public r1 && ' +
      'demo openstack subnet show -f json s1 && demo openstack router show -f json r1',
    shows: ['"gateway_ip": "10.1.0.1"', '"enable_snat": true', '"status": "ACTIVE"', '10.1.0.1'],
  },
  {
    name: 'a port has the address that it asks for, and a floating IP',
    run:
      `${AS_DEMO}demo openstack port create --network n1 --fixed-ip subnet=s1,ip-address=10.1.0.9 p1 && ` +
      'demo openstack floating ip create --port p1 public && ' +
      'demo openstack port list --network n1 -f value -c Name -c "Fixed IP Addresses" && ' +
      'demo openstack floating ip list -f value -c "Fixed IP Address"',
    shows: [/p1 .*10\.1\.0\.9/, '\n10.1.0.9\n'],
  },
  {
    name: 'a port is changed, and what is not its own is refused',
    run:
      `${AS_DEMO}demo openstack port set --name p2 --no-security-group --disable-port-security p1 && ` +
      'demo openstack port set --tag red p2 && demo openstack port list --tags red -f value -c Name && ' +
      'demo openstack port show -f value -c port_security_enabled p2 && ' +
      '! demo openstack port set --host elsewhere p2 && demo openstack port unset --tag red p2',
    shows: ['p2\nFalse\n'],
  },
  {
    name: 'a floating IP forwards ports, and a router helps connections',
    run:
      `${AS_DEMO}demo openstack port create --network n1 --fixed-ip subnet=s1,ip-address=10.1.0.20 p3 && ` +
      'ip=$(demo openstack floating ip create -f value -c id public) && ' +
      'pf=$(demo openstack floating ip port forwarding create -f value -c id --protocol tcp --port p3 ' +
      '--internal-ip-address 10.1.0.20 --internal-protocol-port 80 --external-protocol-port 8080 $ip) && ' +
      'demo openstack floating ip port forwarding set --external-protocol-port 8081 --description web $ip $pf && ' +
      'demo openstack floating ip port forwarding show -f value -c external_port -c description $ip $pf && ' +
      'demo openstack floating ip port forwarding list -f value -c "External Port" $ip && ' +
      '! demo openstack floating ip delete $ip && ' +
      'demo openstack floating ip port forwarding delete $ip $pf && demo openstack port delete p3 && ' +
      'demo openstack floating ip delete $ip && ' +
      'ch=$(demo openstack network l3 conntrack helper create -f value -c id --helper tftp --protocol udp --port 69 r1) && ' +
      'demo openstack network l3 conntrack helper set --port 70 r1 $ch && ' +
      'demo openstack network l3 conntrack helper list -f value -c Helper -c Protocol -c Port r1 && ' +
      'demo openstack network l3 conntrack helper show -f value -c port r1 $ch && ' +
      'demo openstack network l3 conntrack helper delete r1 $ch',
    shows: [/8081\n/, 'web\n', 'tftp udp 70'],
  },
  {
    name: 'what is in use stays',
    run:
      `${AS_DEMO}! demo openstack network delete n1 && ! demo openstack subnet delete s1 && ` +
      '! demo openstack router delete r1 && ! demo openstack router unset --external-gateway r1 && ' +
      '! demo openstack router remove subnet r1 s1 && demo openstack network show -f value -c name n1',
    shows: ['n1\n'],
  },
  {
    name: 'a security group lets others in, by port and by group',
    run:
      `${AS_DEMO}demo openstack security group create web && ` +
      'demo openstack security group rule create --protocol tcp --dst-port 80:90 --remote-group default web && ' +
      'demo openstack security group rule create --ethertype IPv6 --protocol icmp web && ' +
      '! demo openstack security group rule create --protocol tcp --dst-port 80:90 --remote-group default web && ' +
      'demo openstack security group rule list -f value -c "IP Protocol" -c "Port Range" web && ' +
      'demo openstack security group set --description www web && ' +
      'demo openstack security group show -f value -c description web && ' +
      'demo openstack security group delete web && ! demo openstack security group show web',
    shows: ['tcp 80:90', 'www\n'],
  },
  {
    name: 'addresses are grouped',
    run:
      `${AS_DEMO}demo openstack address group create --address 10.0.0.1/32 ag && ` +
      'demo openstack address group set --address 10.2.0.0/16 ag && ' +
      'demo openstack address group unset --address 10.0.0.1/32 ag && ' +
      'demo openstack address group show -f json ag && demo openstack address group list -f value -c Name && ' +
      'demo openstack address group delete ag',
    shows: ['10.2.0.0/16', '\nag\n'],
  },
  {
    name: 'subnets are taken from pools, of a scope',
    run:
      `${AS_DEMO}demo openstack address scope create --ip-version 4 scope && ` +
      'demo openstack subnet pool create --address-scope scope --pool-prefix 10.9.0.0/16 ' +
      '--default-prefix-length 26 pool && demo openstack network create n2 && ' +
      'demo openstack subnet create --network n2 --subnet-pool pool s2 && ' +
      'demo openstack subnet show -f value -c cidr s2 && ! demo openstack subnet pool delete pool && ' +
      'demo openstack network delete n2 && demo openstack subnet pool set --pool-prefix 10.10.0.0/16 pool && ' +
      'demo openstack subnet pool list -f value -c Name && demo openstack subnet pool delete pool && ' +
      'demo openstack address scope delete scope',
    shows: ['10.9.0.0/26\n', '\npool\n'],
  },
  {
    name: 'a trunk carries ports of other networks',
    run:
      `${AS_DEMO}demo openstack network create t1 && demo openstack port create --network t1 parent && ` +
      'demo openstack port create --network t1 child && ' +
      'demo openstack network trunk create --parent-port parent trunk && ' +
      'demo openstack network trunk set --subport port=child,segmentation-type=vlan,segmentation-id=100 trunk && ' +
      'demo openstack network subport list --trunk trunk -f value -c "Segmentation ID" && ' +
      '! demo openstack port delete child && demo openstack network trunk unset --subport child trunk && ' +
      'demo openstack network trunk delete trunk && demo openstack port delete child parent && ' +
      'demo openstack network delete t1',
    shows: ['\n100\n'],
  },
  {
    name: 'the quality of a network’s service is limited',
    run:
      'openstack network qos policy create q && ' +
      'openstack network qos rule create --type bandwidth-limit --max-kbps 3000 --egress q && ' +
      '! openstack network qos rule create --type bandwidth-limit --max-kbps 4000 --egress q && ' +
      'openstack network qos rule create --type dscp-marking --dscp-mark 8 q && ' +
      'openstack network qos policy show -f json q && openstack network create --qos-policy q limited && ' +
      '! openstack network qos policy delete q && openstack network delete limited && ' +
      'openstack network qos policy delete q',
    shows: ['3000', 'dscp'],
  },
  {
    name: 'ids of segments are kept for a project',
    run:
      `${AS_DEMO}openstack network segment range create --private --project demo --network-type vxlan ` +
      '--minimum 7000 --maximum 7001 kept && demo openstack network create n7 && ' +
      'openstack network show -f value -c provider:segmentation_id n7 && ' +
      '! openstack network segment range delete kept && demo openstack network delete n7 && ' +
      'openstack network segment range set --minimum 7000 --maximum 7005 kept && ' +
      'openstack network segment range list -f value -c Name && openstack network segment range delete kept',
    shows: ['\n7000\n', 'kept\n'],
  },
  {
    name: 'traffic is metered by labels and rules',
    run:
      'openstack network meter create --description d --no-share m && ' +
      'openstack network meter rule create --remote-ip-prefix 10.0.0.0/24 --ingress m && ' +
      '! openstack network meter rule create --remote-ip-prefix 10.0.0.0/25 --ingress m && ' +
      'openstack network meter rule list -f value -c "Remote IP Prefix" && ' +
      'openstack network meter list -f value -c Name && openstack network meter delete m',
    shows: ['10.0.0.0/24\n', '\nm\n'],
  },
  {
    name: 'a router has a flavor',
    run:
      'openstack network flavor create --service-type L3_ROUTER_NAT f && ' +
      'id=$(openstack network flavor profile create --driver ' +
      'neutron.services.l3_router.service_providers.single_node.SingleNodeDriver -f value -c id) && ' +
      'openstack network flavor add profile f $id && openstack network flavor show -f json f && ' +
      '! openstack network flavor profile delete $id && openstack network flavor remove profile f $id && ' +
      'openstack network flavor profile delete $id && openstack network flavor set --disable f && ' +
      'openstack network flavor list -f value -c Name -c Enabled && openstack network flavor delete f',
    shows: ['L3_ROUTER_NAT', 'f False\n'],
  },
  {
    name: 'a local IP is translated to a port',
    run:
      `${AS_DEMO}demo openstack network create n8 && ` +
      'demo openstack subnet create --network n8 --subnet-range 10.8.0.0/24 s8 && ' +
      'demo openstack port create --network n8 p8 && demo openstack local ip create --network n8 --name l8 && ' +
      'demo openstack local ip association create l8 p8 && ! demo openstack local ip delete l8 && ' +
      'demo openstack local ip association list l8 -f value -c "Local IP Address" && ' +
      'demo openstack local ip association delete l8 $(demo openstack port show -f value -c id p8) && ' +
      'demo openstack local ip set --description d l8 && ' +
      'demo openstack local ip list -f value -c Name && demo openstack local ip delete l8 && ' +
      'demo openstack port delete p8 && demo openstack network delete n8',
    shows: ['10.8.0.', '\nl8\n'],
  },
  {
    name: 'what a security group lets through is to be logged',
    run:
      'openstack network loggable resources list -f value && openstack security group create watched && ' +
      'openstack network log create --resource-type security_group --resource watched --event ACCEPT l && ' +
      'openstack network log set --disable l && openstack network log show -f json l && ' +
      'openstack network log list -f value -c Name && openstack network log delete l && ' +
      'openstack security group delete watched',
    shows: ['security_group\n', 'ACCEPT', '\nl\n'],
    debians: true,
  },
  {
    name: 'a network is shared with a project by a policy',
    run:
      `${AS_DEMO}openstack network create ours && ! demo openstack network show ours && ` +
      'id=$(openstack network rbac create --type network --action access_as_shared --target-project demo ' +
      '-f value -c id ours) && demo openstack network show -f value -c shared ours && ' +
      'openstack network rbac list -f value -c "Object Type" && openstack network rbac delete $id && ' +
      '! demo openstack network show ours && openstack network delete ours',
    shows: ['True\n', 'network\n'],
  },
  {
    name: 'quotas are shown and set',
    thisYears: true,
    run:
      'openstack network create q0 && openstack quota set --networks 7 demo && ' +
      'openstack quota show -f json --network demo && openstack network delete q0',
    shows: ['7'],
  },
  {
    name: 'extensions and providers are listed',
    run:
      'openstack extension list --network -f value -c Alias && ' +
      'openstack network service provider list -f value',
    shows: ['security-group\n', 'router\n', 'L3_ROUTER_NAT'],
  },
  {
    name: 'all that was made goes',
    run:
      `${AS_DEMO}for ip in $(demo openstack floating ip list -f value -c ID); do demo openstack floating ip delete $ip; done; ` +
      'demo openstack router unset --external-gateway r1 && demo openstack router remove subnet r1 s1 && ' +
      'demo openstack router delete r1 && ' +
      'demo openstack port delete p2 && demo openstack network delete n1 && ' +
      'demo openstack network list -f value -c Name | sort',
    shows: ['private\npublic\nshared\n'],
    hides: ['n1'],
  },
  {
    name: 'agents are listed, switched off and on, and described',
    run:
      'openstack network agent list -f value -c "Agent Type" -c Host -c Alive --agent-type dhcp && ' +
      'id=$(openstack network agent list --host host-2 --agent-type open-vswitch -f value -c ID) && ' +
      'openstack network agent set --disable --description broken $id && ' +
      'openstack network agent show -f value -c description -c is_admin_state_up $id; ' +
      'openstack network agent show -f value -c description -c admin_state_up $id; ' +
      'openstack network agent set --enable $id && ' +
      `${AS_DEMO}! demo openstack network agent show $id`,
    shows: [/DHCP agent host-1 (True|:-\))/, 'broken\n', 'False\n'],
  },
  {
    name: 'agents serve networks, and stop',
    run:
      'openstack network create agented && ' +
      'id=$(openstack network agent list --host host-1 --agent-type dhcp -f value -c ID) && ' +
      'openstack network agent add network --dhcp $id agented && ' +
      'openstack network agent list --network agented -f value -c Host && ' +
      'openstack network list --agent $id -f value -c Name | grep agented && ' +
      'openstack network agent remove network --dhcp $id agented && ' +
      'openstack network agent list --network agented -f value -c Host | wc -l && ' +
      'openstack network delete agented',
    shows: ['host-1\nagented\n0\n'],
  },
  {
    name: 'agents host routers, and stop',
    run:
      'openstack router create agented && ' +
      'id=$(openstack network agent list --host host-3 --agent-type l3 -f value -c ID) && ' +
      'openstack network agent add router --l3 $id agented && ' +
      'openstack network agent list --router agented -f value -c Host && ' +
      'openstack router list --agent $id -f value -c Name | grep agented && ' +
      'openstack router show -f value -c availability_zones agented && ' +
      'openstack network agent remove router --l3 $id agented && ' +
      'openstack network agent list --router agented -f value -c Host | wc -l && ' +
      'openstack router delete agented',
    shows: [/host-3\nagented\n.*nova.*\n0\n/],
  },
  {
    name: 'networks and routers are in availability zones',
    run:
      'openstack availability zone list --network -f value && ' +
      'openstack network create --availability-zone-hint nova zoned && ' +
      '! openstack network create --availability-zone-hint bogus nowhere && ' +
      'openstack network show -f value -c availability_zone_hints zoned && ' +
      'openstack network delete zoned',
    shows: ['nova available\n', 'nova'],
  },
  {
    name: 'an agent that is deleted is gone',
    run:
      'id=$(openstack network agent list --host host-3 --agent-type open-vswitch -f value -c ID) && ' +
      'openstack network agent delete $id && ! openstack network agent show $id',
  },
]
