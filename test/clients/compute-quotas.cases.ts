import { AS_DEMO, type Case } from './case.ts'

const GROUPS = 'export OS_COMPUTE_API_VERSION=2.64 && '

/** Quotas, limits and groups of servers, by `openstack` and `nova`. */
export const COMPUTE_QUOTAS: Case[] = [
  {
    name: 'the quotas of servers are set and shown',
    run:
      'openstack quota set --instances 3 --cores 7 demo && openstack quota list --compute -f json && ' +
      'openstack quota show -f json demo',
    shows: ['"Instances": 3', '"Cores": 7'],
  },
  {
    name: 'the quotas are shown with what is used, and given back',
    thisYears: true,
    run:
      'openstack quota show --usage --compute -f value demo && ' +
      'openstack quota delete --compute demo && ' +
      'openstack quota show --default --compute -f value demo && ' +
      'openstack quota show --compute -f value demo',
    shows: ['cores 7 0 0', /cores 20\n[^]*cores 20\n/],
  },
  {
    name: 'limits are shown to the project, and to administrators',
    run:
      `${AS_DEMO}openstack quota set --instances 4 demo && nova limits && ` +
      'demo openstack limits show --absolute -f value && ' +
      'openstack limits show --absolute --project demo -f value && ' +
      'openstack quota set --instances 10 --cores 20 demo',
    shows: ['ServerGroupMembers', /max_?total_?instances 4\n[^]*max_?total_?instances 4\n/i],
  },
  {
    name: 'groups of servers are made, listed and shown',
    run:
      `${GROUPS}openstack server group create --policy anti-affinity --rule max_server_per_host=2 spread && ` +
      'openstack server group create --policy affinity near && nova server-group-list && ' +
      'openstack server group list --long --all-projects -f value && ' +
      'openstack server group show -f json spread',
    shows: ['spread anti-affinity', 'near affinity', '"max_server_per_host": 2'],
  },
  {
    name: 'groups of servers are deleted',
    run: 'openstack server group delete spread near && openstack server group list -f value',
    hides: ['spread', 'near'],
  },
]
