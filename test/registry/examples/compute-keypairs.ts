import { plain, type Example, type Examples, type World } from '../world.ts'

/** A line of OpenSSH that is the public part of a key. */
const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINsNbfofbygmA00ett9lHj09l8E5tQyy/tba4+/0bTrm somebody'

function keypair(world: World): object {
  return { keypair: { name: world.fresh('key'), public_key: PUBLIC_KEY } }
}

/** A new key of the owner, named by who may name other users. */
async function ofOwner(world: World): Promise<Example> {
  const { owner } = world
  const body = keypair(world)
  const made = await world.call('compute', 'POST', '/v2.1/os-keypairs', { as: owner, body })
  const { name, user_id: userId } = made.keypair
  return { params: { keypair_name: name }, query: `?user_id=${userId}` }
}

export const keypairExamples: Examples = {
  'keypairs.list': plain,
  'keypairs.create': (world) => ({ body: keypair(world) }),
  'keypairs.show': ofOwner,
  'keypairs.delete': ofOwner,
}
