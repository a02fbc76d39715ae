import { proxyRule } from '../proxied.ts'

/** Source: nova/policies/volumes.py. */
const rules = (what: string, name: string, root: string, id: string) => ({
  LIST: proxyRule('reader', `${name}:list`, `List ${what}s.`, 'GET', root),
  DETAIL: proxyRule(
    'reader',
    `${name}:detail`,
    `List ${what}s with details.`,
    'GET',
    `${root}/detail`,
  ),
  CREATE: proxyRule('member', `${name}:create`, `Create a ${what}.`, 'POST', root),
  SHOW: proxyRule('reader', `${name}:show`, `Show a ${what}.`, 'GET', `${root}/{${id}}`),
  DELETE: proxyRule('member', `${name}:delete`, `Delete a ${what}.`, 'DELETE', `${root}/{${id}}`),
})

export const OF_VOLUMES = rules('volume', 'os-volumes', '/os-volumes', 'volume_id')
export const OF_SNAPSHOTS = rules(
  'snapshot',
  'os-volumes:snapshots',
  '/os-snapshots',
  'snapshot_id',
)
