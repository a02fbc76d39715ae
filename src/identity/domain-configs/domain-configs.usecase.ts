/** Reading and changing the configuration of a domain (keystone/resource/core.py, DomainConfigManager). */
import type { Tx } from '../../storage/database.ts'
import type { IdentityEnv } from '../operation.ts'
import {
  changesIn,
  notConfigured,
  optionsIn,
  refuseUnsupported,
  shown,
  type Option,
  type Part,
} from './domain-configs.ts'
import { deleteOptions, optionsOf, putOptions } from './domain-configs.store.ts'

/** A part of the configuration of one domain, as paths name it. */
export type ConfigPart = Part & { readonly domain_id: string }

type Config = Record<string, unknown>

/** @throws 403, 404 where nothing of it is configured */
export async function configOf(tx: Tx, { domain_id: id, ...part }: ConfigPart): Promise<Config> {
  refuseUnsupported(part)
  const config = shown(await optionsOf(tx, id, part), part)
  if (Object.keys(config).length === 0) throw notConfigured(id, part)
  return config
}

/** In place of all that was there. @throws 403 */
export async function replaceConfig(
  tx: Tx,
  { vault }: IdentityEnv,
  id: string,
  asked: unknown,
): Promise<{ config: Config; isNew: boolean }> {
  const options = optionsIn(asked)
  const before = await optionsOf(tx, id, {})
  await deleteOptions(tx, id, {})
  await putOptions(tx, vault, id, options)
  return { config: await wholeOf(tx, id), isNew: before.length === 0 }
}

/** @returns the whole configuration @throws 403, 404 where nothing of the part is configured */
export async function changeConfig(
  tx: Tx,
  { vault }: IdentityEnv,
  { domain_id: id, ...part }: ConfigPart,
  asked: unknown,
): Promise<Config> {
  refuseUnsupported(part)
  const changes = changesIn(asked, part)
  await requireConfigured(tx, id, part)
  await putOptions(tx, vault, id, changes)
  return wholeOf(tx, id)
}

/** @throws 403, 404 where nothing of the part is configured */
export async function deleteConfig(tx: Tx, { domain_id: id, ...part }: ConfigPart): Promise<void> {
  refuseUnsupported(part)
  await requireConfigured(tx, id, part)
  await deleteOptions(tx, id, part)
}

/** The whole configuration may be empty, a group of it not. */
async function requireConfigured(tx: Tx, id: string, part: Part): Promise<void> {
  const there: readonly Option[] = await optionsOf(tx, id, part)
  if (part.group !== undefined && there.length === 0) throw notConfigured(id, part)
}

async function wholeOf(tx: Tx, id: string): Promise<Config> {
  return shown(await optionsOf(tx, id, {}), {})
}
