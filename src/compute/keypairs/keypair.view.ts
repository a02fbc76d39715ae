import { Type as T } from 'typebox'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, field, stepped, View } from '../../kernel/view.ts'
import { shownTime, TIME } from '../times.ts'
import type { Keypair, NewKeypair } from './keypair.ts'

const TYPE = T.Union([T.Literal('ssh'), T.Literal('x509')])
const type = field(TYPE, (keypair: NewKeypair) => keypair.type, { from: '2.2' })

const key = {
  name: field(T.String(), (keypair: NewKeypair) => keypair.name),
  public_key: field(T.String(), (keypair: NewKeypair) => keypair.publicKey),
  fingerprint: field(T.String(), (keypair: NewKeypair) => keypair.fingerprint),
}
const owner = { user_id: field(T.String(), (keypair: NewKeypair) => keypair.userId) }

const listedView = new View<Keypair>({ ...key, type })

/** Each item of a list is wrapped by its name. */
export const listedKeypair = {
  steps: listedView.steps,
  at: stepped(listedView.steps, (asked) => closed({ keypair: listedView.at(asked) })).at,
  render: (...input: Parameters<typeof listedView.render>) => ({
    keypair: listedView.render(...input),
  }),
}

const imported = { type, ...key, ...owner }
const importedView = new View<NewKeypair>(imported)
const generatedView = new View<GeneratedKeypair>({
  private_key: field(T.String(), (keypair) => keypair.privateKey),
  ...imported,
})

/** A key that was made here; its private part is shown this once, and not kept. */
export interface GeneratedKeypair extends NewKeypair {
  readonly privateKey: string
}

/** What a new key answers with. */
export const createdKeypair = {
  steps: importedView.steps,
  at: stepped(importedView.steps, (asked) =>
    closed({ private_key: T.Optional(T.String()), ...importedView.at(asked).properties }),
  ).at,
  render: (made: NewKeypair | GeneratedKeypair, ctx: RequestContext) =>
    'privateKey' in made ? generatedView.render(made, ctx) : importedView.render(made, ctx),
}

export const keypairView = new View<Keypair>({
  ...key,
  ...owner,
  created_at: field(TIME, (keypair) => shownTime(keypair.createdAt)),
  // A key never changes, and one that is deleted is not shown.
  deleted: field(T.Literal(false), () => false),
  deleted_at: field(T.Null(), () => null),
  id: field(T.Integer(), (keypair) => keypair.id),
  updated_at: field(T.Null(), () => null),
  type,
})
