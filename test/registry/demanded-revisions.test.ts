/**
 * `If-Match: revision_number=…` of every operation of Network: what is no number is refused of all, and
 * another revision of what changes something that has revisions. Measured on a running Neutron.
 */
import { describe, expect, test } from 'vitest'
import { network } from '../../src/network/service.ts'
import type { Operation } from '../../src/kernel/operation.ts'
import { refusal } from '../support/network-cloud.ts'
import { useNetworkExamples } from './ask-network.ts'

const ask = useNetworkExamples()

function demanding(operation: Operation, tag: string) {
  return ask(operation, { headers: { 'If-Match': tag } })
}

/** What describes the API itself. */
const DESCRIBING = /^(versions|resources|extensions)\./

describe('a revision that is no number is 400', () => {
  const all = network.operations.filter(({ id }) => !DESCRIBING.test(id))
  test.each(all)('$id', async (operation) => {
    expect(refusal(await demanding(operation, 'revision_number=x'))).toBe(
      '400 BadRequest: Bad if-match request: Revision number etag must be in the format of ' +
        'revision_number=<int>.',
    )
    expect(operation.errors).toContain(400)
  })
})

describe('a revision that it has not is 412', () => {
  const revised = network.operations.filter(({ errors }) => errors.includes(412))
  test.each(revised)('$id', async (operation) => {
    expect(refusal(await demanding(operation, 'revision_number=99'))).toMatch(
      /^412 RevisionNumberConstraintFailed: Constrained to 99, but current revision is \d$/,
    )
  })

  test('of changes of all that shows one', () => {
    expect(revised.length).toBeGreaterThan(30)
  })
})

test('what only reads heeds no revision', async () => {
  const shows = network.operations.filter(({ id }) => id === 'networks.show' || id === 'ports.list')
  for (const operation of shows) {
    expect((await demanding(operation, 'revision_number=99')).status).toBe(200)
  }
})
