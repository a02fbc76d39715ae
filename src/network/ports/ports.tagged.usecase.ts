import {
  ADMIN,
  CONTEXT_IS_ADVSVC,
  MEMBER_OF_PROJECT,
  NETWORK_OWNER,
  READER_OF_PROJECT,
} from '../base-rules.ts'
import { taggable } from '../tags/taggable.ts'
import { portRows } from './ports.store.ts'

const ADVSVC = `rule:${CONTEXT_IS_ADVSVC.name}`
const OWN = `(${ADMIN}) or (${MEMBER_OF_PROJECT}) or ${ADVSVC}`

export const portTagged = taggable({
  resource: 'port',
  collection: 'ports',
  path: '/ports',
  rows: portRows,
  checks: {
    create: OWN,
    get:
      `${ADVSVC} or (${ADMIN}) or (role:reader and rule:${NETWORK_OWNER.name}) or ` +
      READER_OF_PROJECT,
    update: OWN,
    delete:
      `${ADVSVC} or ${MEMBER_OF_PROJECT} or (${ADMIN}) or ` +
      `(role:member and rule:${NETWORK_OWNER.name})`,
  },
  facts: (_, { network_project_id: owner }) => ({ 'network:project_id': owner }),
})
