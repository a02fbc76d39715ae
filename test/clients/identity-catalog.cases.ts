import type { Case } from './case.ts'

/** One endpoint of Compute. */
const ENDPOINT = '$(openstack endpoint list --service nova --interface public -f value -c ID)'

/** The name alone would not do: the client prefers the one in clouds.yaml. */
const SEEING = '$(openstack project show -f value -c id seeing)'

/** What of the catalogue a project sees, and policies that are kept for services. */
export const IDENTITY_CATALOG: Case[] = [
  {
    name: 'a project is given an endpoint',
    run: `openstack project create seeing && openstack endpoint add project ${ENDPOINT} seeing`,
  },
  {
    name: 'the endpoints of a project are listed, and the projects of an endpoint',
    run: `openstack endpoint list --project seeing -f json && openstack endpoint list --endpoint ${ENDPOINT} -f json`,
    shows: ['nova', 'public', '"seeing"'],
    hides: ['keystone', 'internal'],
  },
  {
    name: 'a project sees no other services than those it was given',
    run: `openstack role add --project seeing --user admin reader && openstack --os-project-id ${SEEING} catalog list -f json`,
    shows: ['nova'],
    hides: ['keystone', 'cinder'],
  },
  {
    name: 'an endpoint is taken back',
    run: `openstack endpoint remove project ${ENDPOINT} seeing && openstack --os-project-id ${SEEING} catalog list -f json`,
    shows: ['nova', 'keystone'],
  },
  {
    name: 'an endpoint group is made',
    run: `echo '{"interface": "public"}' > filters.json && openstack endpoint group create --description d faces filters.json -f json`,
    shows: ['"faces"', 'interface', 'public'],
  },
  {
    name: 'an endpoint group is changed',
    run: `echo '{"interface": "internal"}' > filters.json && openstack endpoint group set --name inside --description other --filters filters.json faces && openstack endpoint group show inside -f json`,
    shows: ['inside', 'other', 'internal'],
    hides: ['faces'],
  },
  {
    name: 'endpoint groups are listed, also those of a project',
    run: 'openstack endpoint group add project inside seeing && openstack endpoint group list -f json && openstack endpoint group list --project seeing -f json && openstack endpoint group list --endpointgroup inside -f json',
    shows: ['"inside"', '"seeing"'],
  },
  {
    name: 'a project sees the endpoints of its group',
    run: 'openstack endpoint list --project seeing -f json',
    shows: ['internal'],
    hides: ['public', 'admin'],
  },
  {
    name: 'an endpoint group is taken back, and deleted',
    run: 'openstack endpoint group remove project inside seeing && openstack endpoint group delete inside && openstack project delete seeing && openstack endpoint group list -f json',
    hides: ['inside'],
  },
  {
    name: 'a policy is kept',
    run: `echo '{"compute:create": "role:x"}' > rules.json && openstack policy create --type application/json rules.json -f json`,
    shows: ['application/json', 'compute:create'],
  },
  {
    name: 'a policy is changed, and shown',
    run: `id=$(openstack policy list -f value -c ID) && echo '{"compute:delete": "role:y"}' > rules.json && openstack policy set --type text/plain --rules rules.json $id && openstack policy show $id -f json`,
    shows: ['text/plain', 'compute:delete'],
    hides: ['compute:create'],
  },
  {
    name: 'policies are listed',
    run: 'openstack policy list --long -f json',
    shows: ['text/plain', 'compute:delete'],
  },
  {
    name: 'policies are deleted',
    run: 'openstack policy delete $(openstack policy list -f value -c ID) && openstack policy list -f json',
    hides: ['text/plain'],
  },
]
