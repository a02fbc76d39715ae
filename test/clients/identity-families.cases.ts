import type { Case } from './case.ts'

/** Of the one limit, or registered limit, that there is. */
const REGISTERED = '$(openstack registered limit list -f value -c ID)'
const LIMIT = '$(openstack limit list -f value -c ID)'

export const FAMILIES: Case[] = [
  {
    name: 'a project is tagged',
    run: 'openstack project create --tag blue --tag green tagged',
    shows: ['blue', 'green'],
  },
  { name: 'tags select projects', run: 'openstack project list --tags blue', shows: ['tagged'] },
  {
    name: 'a tag is taken away',
    run: 'openstack project set --remove-tag blue tagged && openstack project show tagged',
    shows: ['green'],
  },
  {
    name: 'a role is handed down',
    run: 'openstack role add --inherited --project tagged --user demo reader',
  },
  {
    name: 'assignments show what is handed down',
    run: 'openstack role assignment list --inherited --names -f json',
    shows: ['reader', 'tagged@Default', '"Inherited": true'],
  },
  {
    name: 'what is handed down is taken back',
    run: 'openstack role remove --inherited --project tagged --user demo reader',
  },
  {
    name: 'a limit is registered',
    run: 'openstack registered limit create --service nova --default-limit 5 cores -f json',
    shows: ['cores', '5'],
  },
  {
    name: 'the registered limit is changed, and shown',
    run: `openstack registered limit set --default-limit 7 ${REGISTERED} && openstack registered limit show -f json ${REGISTERED}`,
    shows: ['7'],
  },
  {
    name: 'a project gets a limit of its own',
    run: 'openstack limit create --service nova --project tagged --resource-limit 9 cores -f json',
    shows: ['9'],
  },
  {
    name: 'the limit is changed, and shown',
    run: `openstack limit set --resource-limit 11 ${LIMIT} && openstack limit show -f json ${LIMIT}`,
    shows: ['11'],
  },
  {
    name: 'limits are deleted',
    run: `openstack limit delete ${LIMIT} && openstack registered limit delete ${REGISTERED}`,
  },
  { name: 'the tagged project is deleted', run: 'openstack project delete tagged' },
]
