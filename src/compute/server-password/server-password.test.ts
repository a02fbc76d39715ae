/** The password that the guest of a server has reported. */
import { expect, test } from 'vitest'
import { expectFault } from '../../../test/support/compute.ts'
import { changeServer, serverRow } from '../../../test/support/server-rows.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const all = useServerCloud()

test('is empty until it was reported, and again once it is forgotten', async () => {
  const id = await serverRow(all.cloud, all.persona)
  const path = `/servers/${id}/os-server-password`
  expect((await all.demo.get(path)).body).toEqual({ password: '' })
  await changeServer(all.cloud, id, { admin_password: 'ZW5jcnlwdGVk' })
  expect((await all.reader.get(path)).body).toEqual({ password: 'ZW5jcnlwdGVk' })
  expect((await all.demo.send('DELETE', path)).status).toBe(204)
  expect((await all.demo.get(path)).body).toEqual({ password: '' })
})

test('is forgotten in any state, locked or not, by members alone', async () => {
  const columns = { vm_state: 'shelved', task_state: 'unshelving', locked_by: 'admin' } as const
  const id = await serverRow(all.cloud, all.persona, { ...columns, admin_password: 'x' })
  const path = `/servers/${id}/os-server-password`
  expectFault(
    await all.reader.send('DELETE', path),
    403,
    "Policy doesn't allow os_compute_api:os-server-password:clear to be performed.",
  )
  const hidden = `Instance ${id} could not be found.`
  expectFault(await all.stranger.send('DELETE', path), 404, hidden)
  expect((await all.demo.send('DELETE', path)).status).toBe(204)
})
