import { projectRule } from '../base-rules.ts'

/** Source: nova/policies/volumes.py. */
const rules = (what: string, name: string, root: string, id: string) => ({
  LIST: projectRule('reader', `${name}:list`, `List ${what}s.`, 'GET', root),
  DETAIL: projectRule(
    'reader',
    `${name}:detail`,
    `List ${what}s with details.`,
    'GET',
    `${root}/detail`,
  ),
  CREATE: projectRule('member', `${name}:create`, `Create a ${what}.`, 'POST', root),
  SHOW: projectRule('reader', `${name}:show`, `Show a ${what}.`, 'GET', `${root}/{${id}}`),
  DELETE: projectRule('member', `${name}:delete`, `Delete a ${what}.`, 'DELETE', `${root}/{${id}}`),
})

export const OF_VOLUMES = rules('volume', 'os-volumes', '/os-volumes', 'volume_id')
export const OF_SNAPSHOTS = rules(
  'snapshot',
  'os-volumes:snapshots',
  '/os-snapshots',
  'snapshot_id',
)
