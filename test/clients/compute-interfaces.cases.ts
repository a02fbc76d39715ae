import type { Case } from './case.ts'

const PORTS = 'openstack port list --server plug -f value -c Status'
const ADDRESSES = 'openstack server show plug -f value -c addresses'

/** How servers are plugged in and unplugged, and what addresses they get and lose. */
export const INTERFACES: Case[] = [
  {
    name: 'a server is plugged into a network, and gets a port of the user’s',
    run:
      'openstack --os-compute-api-version 2.37 server create --flavor m1.tiny --image cirros ' +
      '--nic none --wait plug && openstack port create --network private plugport && ' +
      'openstack server add network plug private && openstack server add port plug plugport && ' +
      PORTS,
    shows: [/ACTIVE\nACTIVE\n$/],
  },
  {
    name: 'the user keeps that port when it is taken away',
    run: `openstack server remove port plug plugport && openstack port show plugport -f value -c status && ${PORTS}`,
    shows: [/DOWN\nACTIVE\n$/],
  },
  {
    name: 'a server gets another fixed address',
    run: `openstack server add fixed ip plug private && ${ADDRESSES}`,
    shows: [/'10\.\d+\.\d+\.\d+'.*'10\.\d+\.\d+\.\d+'/],
  },
  {
    name: 'a floating IP leads to a server, and away from it',
    run:
      'openstack floating ip create public -f value -c floating_ip_address > outside && ' +
      `openstack server add floating ip plug $(cat outside) && ${ADDRESSES} | grep -c $(cat outside) && ` +
      `openstack server remove floating ip plug $(cat outside) && ! ${ADDRESSES} | grep $(cat outside)`,
    shows: [/^1\n$/],
  },
  {
    name: 'nothing is left of the server',
    run:
      'openstack server remove network plug private && openstack server delete --wait plug && ' +
      'openstack port delete plugport && openstack floating ip delete $(cat outside)',
  },
]
