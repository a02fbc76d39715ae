/**
 * Who may do what with an image, by what the image is: the access matrix has one image for each call,
 * and here each call has an image of every visibility. What a cloud of OpenStack 2026.2 answers.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageApi, PATCH_TYPE, type ImageApi } from '../support/image-api.ts'
import { imageCloud, type ImageCloud } from '../support/image-cloud.ts'

/** `pending` and `accepted` are shared with the project of `member` and `member's reader`. */
const KINDS = ['private', 'pending', 'accepted', 'community', 'public'] as const
type Kind = (typeof KINDS)[number]

const PERSONAS = ['owner', 'reader', 'member', "member's reader", 'stranger', 'admin'] as const
type Persona = (typeof PERSONAS)[number]

/** The answers to each kind's owner, reader, member, reader of the member's project, stranger, admin. */
const EXPECTED: Readonly<Record<string, Readonly<Record<Kind, string>>>> = {
  show: {
    private: '200 200 404 404 404 200',
    pending: '200 200 200 200 404 200',
    accepted: '200 200 200 200 404 200',
    community: '200 200 200 200 200 200',
    public: '200 200 200 200 200 200',
  },
  listed: {
    private: 'yes yes no no no yes',
    pending: 'yes yes no no no yes',
    accepted: 'yes yes yes yes no yes',
    community: 'yes yes no no no no',
    public: 'yes yes yes yes yes yes',
  },
  download: {
    private: '200 403 404 404 404 200',
    pending: '200 403 200 403 404 200',
    accepted: '200 403 200 403 404 200',
    community: '200 403 200 403 200 200',
    public: '200 403 200 403 200 200',
  },
  update: {
    private: '200 403 404 404 404 200',
    pending: '200 403 403 403 404 200',
    accepted: '200 403 403 403 404 200',
    community: '200 403 403 403 403 200',
    public: '200 403 403 403 403 200',
  },
  tag: {
    private: '204 403 404 404 404 204',
    pending: '204 403 403 403 404 204',
    accepted: '204 403 403 403 404 204',
    community: '204 403 403 403 403 204',
    public: '204 403 403 403 403 204',
  },
  'list members': {
    private: '403 403 404 404 404 403',
    pending: '200 200 200 200 404 200',
    accepted: '200 200 200 200 404 200',
    community: '403 403 403 403 403 403',
    public: '403 403 403 403 403 403',
  },
  'add a member': {
    private: '403 403 404 404 404 403',
    pending: '200 403 403 403 404 200',
    accepted: '200 403 403 403 404 200',
    community: '403 403 403 403 403 403',
    public: '403 403 403 403 403 403',
  },
  'answer as the member': {
    private: '403 403 404 404 404 403',
    pending: '403 403 200 403 404 200',
    accepted: '403 403 200 403 404 200',
    community: '403 403 403 403 403 403',
    public: '403 403 403 403 403 403',
  },
  'remove the member': {
    private: '403 403 404 404 404 403',
    pending: '204 403 403 403 404 204',
    accepted: '204 403 403 403 404 204',
    community: '403 403 403 403 403 403',
    public: '403 403 403 403 403 403',
  },
  delete: {
    private: '204 403 404 404 404 204',
    pending: '204 403 403 403 404 204',
    accepted: '204 403 403 403 404 204',
    community: '204 403 403 403 403 204',
    public: '204 403 403 403 403 204',
  },
}

let my: ImageCloud
let apis: Readonly<Record<Persona, ImageApi>>
let count = 0

beforeAll(async () => {
  my = await imageCloud()
  const { cloud } = my
  apis = {
    owner: my.demo,
    reader: my.reader,
    member: my.stranger,
    "member's reader": imageApi(cloud, await cloud.user('second', 'reader', 'elsewhere')),
    stranger: imageApi(cloud, await cloud.user('third', 'member', 'nowhere')),
    admin: my.admin,
  }
}, 60_000)

afterAll(() => my?.cloud[Symbol.asyncDispose]())

/** A new image of the owner, with bytes. */
async function imageOf(kind: Kind): Promise<string> {
  const isShared = kind === 'pending' || kind === 'accepted'
  const visibility = isShared ? 'shared' : kind === 'public' ? 'private' : kind
  const formats = { disk_format: 'raw', container_format: 'bare' }
  const id = await my.image({ ...formats, name: `image-${++count}`, visibility })
  await my.demo('PUT', `/images/${id}/file`, 'bytes', {
    'Content-Type': 'application/octet-stream',
  })
  if (kind === 'public') {
    const change = [{ op: 'replace', path: '/visibility', value: 'public' }]
    await my.admin('PATCH', `/images/${id}`, change, { 'Content-Type': PATCH_TYPE })
  }
  if (isShared) await my.demo('POST', `/images/${id}/members`, { member: memberId() })
  if (kind === 'accepted') await my.stranger('PUT', ofMember(id), { status: 'accepted' })
  return id
}

const memberId = (): string => my.strangerPersona.projectId
const ofMember = (id: string): string => `/images/${id}/members/${memberId()}`

const CALLS: Readonly<Record<string, (api: ImageApi, id: string) => Promise<string | number>>> = {
  show: async (api, id) => (await api('GET', `/images/${id}`)).status,
  async listed(api, id) {
    const { images } = (await api('GET', '/images?limit=1000')).body
    return images.some((image: { id: string }) => image.id === id) ? 'yes' : 'no'
  },
  download: async (api, id) => (await api('GET', `/images/${id}/file`)).status,
  async update(api, id) {
    const change = [{ op: 'add', path: '/a', value: 'b' }]
    return (await api('PATCH', `/images/${id}`, change, { 'Content-Type': PATCH_TYPE })).status
  },
  tag: async (api, id) => (await api('PUT', `/images/${id}/tags/t`)).status,
  'list members': async (api, id) => (await api('GET', `/images/${id}/members`)).status,
  async 'add a member'(api, id) {
    return (await api('POST', `/images/${id}/members`, { member: `m${++count}` })).status
  },
  'answer as the member': async (api, id) =>
    (await api('PUT', ofMember(id), { status: 'rejected' })).status,
  'remove the member': async (api, id) => (await api('DELETE', ofMember(id))).status,
  delete: async (api, id) => (await api('DELETE', `/images/${id}`)).status,
}

describe.each(Object.keys(CALLS))('%s', (name) => {
  test.each(KINDS)('%s', async (kind) => {
    const got: (string | number)[] = []
    for (const persona of PERSONAS) got.push(await CALLS[name]!(apis[persona], await imageOf(kind)))
    expect(got.join(' ')).toBe(EXPECTED[name]![kind])
  })
})
