import { AS_DEMO, type Case } from './case.ts'

const MADE =
  'openstack --os-compute-api-version 2.37 server create --flavor m1.tiny --image cirros --nic none --wait acts -f value -c status'
const STATUS = 'openstack server show -f value -c status acts'
const POWER =
  "openstack server show -f json acts | python3 -c 'import json,sys; " +
  's = json.load(sys.stdin); print("power", s["OS-EXT-STS:power_state"])\''

/** What is done to servers that are there. */
export const COMPUTE_ACTIONS: Case[] = [
  {
    name: 'a server is stopped and started',
    run:
      `${MADE} && openstack server stop acts && ${STATUS} && ` +
      `openstack server start acts && ${STATUS}`,
    shows: ['ACTIVE\nSHUTOFF\nACTIVE\n'],
  },
  {
    name: 'it is booted, gently and hard',
    run: `openstack server reboot --wait acts && openstack server reboot --hard --wait acts && ${STATUS}`,
    shows: [/ACTIVE\n$/],
  },
  {
    name: 'it is paused and suspended, and goes on',
    run:
      `openstack server pause acts && ${STATUS} && ${POWER} && openstack server unpause acts && ` +
      `openstack server suspend acts && ${STATUS} && openstack server resume acts && ${STATUS}`,
    shows: [/^PAUSED\npower (3|Paused)\nSUSPENDED\nACTIVE\n$/],
  },
  {
    name: 'what is out of place is refused',
    run: 'openstack server start acts',
    fails: true,
    shows: ["Cannot 'start' instance", 'while it is in vm_state active'],
  },
  {
    name: 'a lock keeps members from it, and says why',
    run:
      `${AS_DEMO}export OS_COMPUTE_API_VERSION=2.73 && ` +
      'id=$(demo openstack server create --flavor m1.tiny --image cirros --nic none --wait locked ' +
      '-f value -c id) && openstack server lock --reason moving $id && ' +
      'openstack server show -f value -c locked_reason $id && ! demo openstack server stop $id && ' +
      '! demo openstack server unlock $id && openstack server unlock $id && ' +
      'demo openstack server stop $id && demo openstack server delete --wait $id',
    shows: ['moving'],
  },
  {
    name: 'its history tells all that',
    run:
      'openstack server event list acts -f value -c Action | tail -4 && ' +
      'request=$(openstack server event list acts -f value -c Action -c "Request ID" | ' +
      "sed -n 's/ *stop *//p' | tail -1) && openstack server event show -f json acts $request",
    shows: ['reboot\nstart\nstop\ncreate\n', 'compute_stop_instance', 'Success'],
  },
  {
    name: 'its console has a last line',
    run: 'openstack console log show --lines 1 acts',
    shows: ['acts login:'],
  },
  {
    name: 'its state is set by an administrator, and it can be made to crash',
    run:
      `echo y | openstack server set --state error acts && ${STATUS} && ` +
      `echo y | openstack server set --state active acts && ${STATUS} && ` +
      'openstack --os-compute-api-version 2.17 server dump create acts',
    shows: ['ERROR\n', /ACTIVE\n$/],
  },
  {
    name: 'it is gone when it is deleted, and cannot be restored',
    run:
      'id=$(openstack server show -f value -c id acts) && openstack server delete --wait acts && ' +
      '! openstack server restore $id && ! openstack server show acts',
  },
]
