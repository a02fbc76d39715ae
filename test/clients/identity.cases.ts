import type { Case } from './case.ts'

export const IDENTITY: Case[] = [
  { name: 'a token is issued', run: 'openstack token issue -f json', shows: ['"id"', '"expires"'] },
  {
    name: 'the catalogue lists the services',
    run: 'openstack catalog list -f json',
    shows: ['compute', 'volumev3', 'identity', 'block-storage'],
  },
  {
    name: 'a project is made',
    run: 'openstack project create --description d other',
    shows: ['other'],
  },
  {
    name: 'a user is made',
    run: 'openstack user create --password secret --project other bob',
    shows: ['bob'],
  },
  { name: 'a role is given', run: 'openstack role add --project other --user bob member' },
  {
    name: 'assignments show it',
    run: 'openstack role assignment list --user bob --project other --names -f json',
    shows: ['member', 'bob@Default', 'other@Default'],
  },
  {
    name: 'the new user signs in and sees an empty project',
    run: 'OS_CLOUD= OS_USERNAME=bob OS_PASSWORD=secret OS_PROJECT_NAME=other openstack volume list -f json',
    shows: ['[]'],
  },
  {
    name: 'the new user may not make aggregates',
    run: 'OS_CLOUD= OS_USERNAME=bob OS_PASSWORD=secret OS_PROJECT_NAME=other openstack aggregate create nope',
    fails: true,
    shows: ["Policy doesn't allow os_compute_api:os-aggregates:create to be performed."],
  },
  { name: 'a role is made', run: 'openstack role create auditor', shows: ['auditor'] },
  { name: 'a user is disabled', run: 'openstack user set --disable bob' },
  {
    name: 'a disabled user is kept out',
    run: 'OS_CLOUD= OS_USERNAME=bob OS_PASSWORD=secret OS_PROJECT_NAME=other openstack token issue',
    fails: true,
    shows: ['401'],
  },
  {
    name: 'what was made is deleted',
    run: 'openstack user delete bob && openstack project delete other && openstack role delete auditor',
  },
  {
    name: 'the second cloud of clouds.yaml is the demo project',
    run: 'env -u OS_USERNAME -u OS_PASSWORD -u OS_PROJECT_NAME -u OS_AUTH_URL OS_CLOUD=stackling-demo openstack volume list -f json',
    shows: ['[]'],
  },
]
