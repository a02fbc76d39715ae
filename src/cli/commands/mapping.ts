/** `stackling mapping`: what a mapping of federation makes of somebody, tried without a sign-in. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { tryMapping } from '../../app/administration.ts'
import { UsageError, type Invocation, type Run } from '../command.ts'
import { Failure } from '../failures.ts'

export const mapping: Run = async (invocation) => {
  const rules = await jsonIn(invocation, 'rules')
  const attributes = await jsonIn(invocation, 'attributes')
  if (!areAttributes(attributes)) {
    throw new Failure('the attributes are no object of texts and lists of texts')
  }
  const outcome = tryMapping(Array.isArray(rules) ? { rules } : rules, attributes)
  if ('mistakes' in outcome)
    throw new Failure(`the rules are wrong: ${outcome.mistakes.join('; ')}`)
  if ('refused' in outcome) throw new Failure(`nobody comes in: ${outcome.refused}`)
  const { user, groupIds, groups, projects } = outcome.mapped
  const shown = { user, group_ids: groupIds, group_names: groups, projects }
  invocation.io.out(JSON.stringify(shown, undefined, 2))
  return 0
}

async function jsonIn({ options, io }: Invocation, name: string): Promise<unknown> {
  const file = options.get(name)
  if (file === undefined) throw new UsageError(`--${name} must be given: a file of JSON`)
  const text = await readFile(resolve(io.workingDirectory, file), 'utf8').catch(() => undefined)
  if (text === undefined) throw new Failure(`${file} cannot be read`)
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure(`${file} is no JSON`)
  }
}

function areAttributes(value: unknown): value is Record<string, string | string[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every(
    (one) =>
      typeof one === 'string' ||
      (Array.isArray(one) && one.every((text) => typeof text === 'string')),
  )
}
