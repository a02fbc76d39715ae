import { Type as T } from 'typebox'
import { field, LINK, nullable, View, type Field } from '../../kernel/view.ts'
import { itemLinks } from '../../kernel/item-links.ts'
import { writtenItemLinks } from '../links.ts'
import { shownTime } from '../times.ts'
import { COLLECTION, type Transfer } from './transfer.ts'

const TEXT = T.String()
const ID = field<Pick<Transfer, 'id'>>(TEXT, (t) => t.id)
const NAME = field<Pick<Transfer, 'name'>>(nullable(TEXT), (t) => t.name)
const VOLUME = field<Pick<Transfer, 'volume_id'>>(TEXT, (t) => t.volume_id)
const LINKS = field<Pick<Transfer, 'id'>>(
  T.Array(LINK),
  (t, ctx) => itemLinks(ctx, COLLECTION, t.id),
  { written: (t, ctx) => writtenItemLinks(ctx, COLLECTION, t.id) },
)

const BEGINNING = {
  id: ID,
  created_at: field(TEXT, (t) => shownTime(t.created_at)),
  name: NAME,
  volume_id: VOLUME,
} satisfies Record<string, Field<Transfer>>

/** None that is shown has been accepted: then it is gone. */
const END: Record<string, Field<Transfer>> = {
  links: LINKS,
  no_snapshots: field(T.Boolean(), (t) => t.no_snapshots === 1, { from: '3.55' }),
  destination_project_id: field(T.Null(), () => null, { from: '3.57' }),
  source_project_id: field(TEXT, (t) => t.source_project_id, { from: '3.57' }),
  accepted: field(T.Boolean(), () => false, { from: '3.57' }),
}

/** Source: openstack/cinder cinder/api/views/transfers.py. */
export const transferDetailView = new View<Transfer>({ ...BEGINNING, ...END })

/** The only answer that has the key. */
export const createdTransferView = new View<Transfer & { readonly auth_key: string }>({
  ...BEGINNING,
  auth_key: field(TEXT, (t) => t.auth_key),
  ...END,
})

/** As the short list answers, and acceptance. */
export const transferView = new View<Pick<Transfer, 'id' | 'volume_id' | 'name'>>({
  id: ID,
  volume_id: VOLUME,
  name: NAME,
  links: LINKS,
})
