import { AS_DEMO, type Case } from './case.ts'

/** Commands of the client under network that no story of `network.cases.ts` has. */
export const NETWORK_NOUNS: Case[] = [
  {
    name: 'networks and subnets are changed, and looked through',
    run:
      `${AS_DEMO}demo openstack network create --description d nn && ` +
      'demo openstack network set --disable --tag red nn && demo openstack network unset --tag red nn && ' +
      'demo openstack network list --disable -f value -c Name && ' +
      'demo openstack subnet create --network nn --subnet-range 10.31.0.0/24 ns && ' +
      'demo openstack subnet set --name ns2 --dns-nameserver 10.31.0.53 --host-route destination=10.99.0.0/16,gateway=10.31.0.9 ns && ' +
      'demo openstack subnet show -f value -c dns_nameservers -c host_routes ns2 && ' +
      'demo openstack subnet unset --dns-nameserver 10.31.0.53 ns2 && ' +
      'demo openstack subnet list --network nn -f value -c Name -c Subnet && ' +
      'openstack ip availability show -f value -c total_ips nn && ' +
      'openstack ip availability list -f value -c "Network Name" && ' +
      'demo openstack subnet delete ns2 && demo openstack network delete nn',
    shows: ['nn\n', '10.31.0.53', '10.99.0.0/16', 'ns2 10.31.0.0/24\n', '253\n'],
    thisYears: true,
  },
  {
    name: 'a router has routes, and interfaces by their ports',
    run:
      `${AS_DEMO}demo openstack network create rn && ` +
      'demo openstack subnet create --network rn --subnet-range 10.32.0.0/24 rs && ' +
      'demo openstack router create rr && demo openstack port create --network rn rp && ' +
      'demo openstack router add port rr rp && ' +
      'demo openstack router add route --route destination=10.98.0.0/16,gateway=10.32.0.9 rr && ' +
      'demo openstack router show -f value -c routes rr && ' +
      'demo openstack router remove route --route destination=10.98.0.0/16,gateway=10.32.0.9 rr && ' +
      'demo openstack router set --disable --name rr2 --route destination=10.97.0.0/16,gateway=10.32.0.9 rr && ' +
      'demo openstack router unset --route destination=10.97.0.0/16,gateway=10.32.0.9 rr2 && ' +
      'demo openstack router list -f value -c Name -c State && ' +
      'demo openstack router remove port rr2 rp && demo openstack router delete rr2 && ' +
      'demo openstack network delete rn',
    shows: ['10.98.0.0/16', 'rr2'],
    thisYears: true,
  },
  {
    name: 'rules of security groups are shown and deleted, and those of new groups declared',
    run:
      `${AS_DEMO}demo openstack security group create sg && ` +
      'demo openstack security group set --tag red sg && demo openstack security group unset --tag red sg && ' +
      'demo openstack security group list -f value -c Name && ' +
      'rule=$(demo openstack security group rule create --protocol udp --dst-port 53 -f value -c id sg) && ' +
      'demo openstack security group rule show -f value -c protocol $rule && ' +
      'demo openstack security group rule delete $rule && demo openstack security group delete sg && ' +
      'rule=$(openstack default security group rule create --protocol tcp --dst-port 99 -f value -c id) && ' +
      'openstack default security group rule show -f value -c port_range_min $rule && ' +
      'openstack default security group rule list -f value -c ID | wc -l && ' +
      'openstack default security group rule delete $rule',
    shows: ['sg\n', 'udp\n', '99\n'],
    thisYears: true,
  },
  {
    name: 'pools and scopes are changed and shown, and a pool takes subnets',
    run:
      `${AS_DEMO}demo openstack address scope create as && demo openstack address scope set --name as2 as && ` +
      'demo openstack address scope show -f value -c ip_version as2 && ' +
      'demo openstack address scope list -f value -c Name && ' +
      'demo openstack subnet pool create --pool-prefix 10.33.0.0/16 --tag red sp && ' +
      'demo openstack subnet pool unset --tag red sp && ' +
      'demo openstack network create on && demo openstack subnet create --network on --subnet-range 10.34.0.0/24 os && ' +
      'demo openstack network onboard subnet on sp && ' +
      'demo openstack subnet pool show -f value -c prefixes sp && demo openstack network delete on && ' +
      'demo openstack subnet pool delete sp && demo openstack address scope delete as2',
    shows: ['4\n', 'as2\n', '10.34.0.0/24'],
    thisYears: true,
  },
  {
    name: 'policies of QoS and their rules are changed, and types shown',
    run:
      'openstack network qos policy create qq && openstack network qos policy set --name qq2 --share qq && ' +
      'openstack network qos policy list -f value -c Name -c Shared && ' +
      'rule=$(openstack network qos rule create --type minimum-bandwidth --min-kbps 30 --egress -f value -c id qq2) && ' +
      'openstack network qos rule set --min-kbps 31 qq2 $rule && ' +
      'openstack network qos rule show -f value -c min_kbps qq2 $rule && ' +
      'openstack network qos rule list -f value -c "Min Kbps" qq2 && ' +
      'openstack network qos rule delete qq2 $rule && ' +
      'openstack network qos rule type list -f value && ' +
      'openstack network qos rule type show -f value -c rule_type_name dscp_marking && ' +
      'openstack network qos policy delete qq2',
    shows: ['qq2 True\n', '31\n', 'packet_rate_limit\n', 'dscp_marking\n'],
    thisYears: true,
  },
  {
    name: 'segments of a network are named, and trunks and policies of RBAC shown',
    run:
      `${AS_DEMO}openstack network create --provider-network-type vxlan segmented && ` +
      'segment=$(openstack network segment list --network segmented -f value -c ID) && ' +
      'openstack network segment set --name first $segment && ' +
      'openstack network segment show -f value -c name $segment && ' +
      'openstack network segment create --network segmented --network-type vxlan --segment 7777 second && ' +
      'openstack network segment delete second && ' +
      'policy=$(openstack network rbac create --type network --action access_as_shared --target-project admin -f value -c id segmented) && ' +
      'openstack network rbac set --target-project demo $policy && ' +
      'openstack network rbac show -f value -c action $policy && openstack network rbac delete $policy && ' +
      'openstack port create --network segmented parent2 && ' +
      'openstack network trunk create --parent-port parent2 trunk2 && ' +
      'openstack network trunk list -f value -c Name && openstack network trunk show -f value -c status trunk2 && ' +
      'openstack network trunk delete trunk2 && openstack port unset --tag none parent2 && ' +
      'openstack port delete parent2 && openstack network delete segmented && ' +
      'openstack quota list --network -f value && openstack quota delete --network demo',
    shows: ['first\n', 'access_as_shared\n', 'trunk2\n'],
    thisYears: true,
  },
  {
    name: 'a project is given a network behind a router for the asking, and gives it back',
    run:
      // The client takes ids alone.
      'project=$(openstack project create topologist -f value -c id) && ' +
      'openstack subnet pool create --default --share --pool-prefix 10.100.0.0/16 --default-prefix-length 26 dp && ' +
      'openstack network auto allocated topology create --project $project --check-resources -f value && ' +
      'id=$(openstack network auto allocated topology create --project $project -f value -c id) && ' +
      'openstack network show -f value -c name $id && ' +
      'openstack subnet list --network $id -f value -c Name -c Subnet && ' +
      'openstack router list --project $project -f value -c Name -c Status && ' +
      'openstack network auto allocated topology delete --project $project && ' +
      '! openstack network show $id && ' +
      'openstack subnet pool delete dp && openstack project delete $project',
    shows: [
      'auto_allocated_network\n',
      'auto_allocated_subnet_v4 10.100.',
      'auto_allocated_router ACTIVE\n',
    ],
    thisYears: true,
  },
]
