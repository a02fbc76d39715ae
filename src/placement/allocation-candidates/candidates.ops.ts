import { operatorsRule } from '../base-rules.ts'
import { fresh } from '../answers.ts'
import { refuseUnknownNames } from '../names.usecase.ts'
import { onlyJson } from '../only-json.ts'
import { operation } from '../operation.ts'
import { findCandidates } from './candidates.usecase.ts'
import { ANSWER, candidatesBody, TREES } from './candidates.view.ts'
import { CANDIDATES } from './query.ts'

/** Source: placement/policies/allocation_candidate.py. */
const LIST = operatorsRule(
  'allocation_candidates:list',
  'List ways to satisfy a request for resources.',
  'GET /allocation_candidates',
)

export const allocationCandidatesOperation = operation({
  id: 'allocation_candidates.list',
  method: 'GET',
  path: '/allocation_candidates',
  versions: ['1.10'],
  summary: 'List ways to satisfy a request for resources',
  policy: LIST,
  transaction: 'snapshot',
  refuse: onlyJson,
  query: CANDIDATES,
  response: { 200: ANSWER },
  errors: [400, 403],
  async handle({ tx, ctx, env, query }) {
    const { groups, rootTraits } = query
    for (const { traits, resources } of [...groups, { traits: rootTraits, resources: new Map() }]) {
      await refuseUnknownNames(
        tx,
        { traits, resources },
        {
          resources: (why) => `Invalid resource class in resources parameter: ${why}`,
          traits: (why) => why,
        },
      )
    }
    const found = await findCandidates(tx, query, ctx.version >= TREES)
    const asked = new Set(groups.flatMap(({ resources }) => [...resources.keys()]))
    return fresh(ctx, env, [], { body: candidatesBody(ctx, found, asked) })
  },
})
