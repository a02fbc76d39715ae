import { expect, test } from 'vitest'
import { attachedVolumes } from '../../../test/support/attached-volumes.ts'
import { expectFault, type Nova } from '../../../test/support/compute.ts'
import { useServerCloud } from '../../../test/support/server-cloud.ts'

const my = useServerCloud()

test('volumes of a server are read by readers, changed by members, and not there for others', async () => {
  const at = await attachedVolumes(my)
  const server = await my.server()
  const volumeId = await at.volume()
  await at.attach(server, { volumeId })
  const missed = `Instance ${server} could not be found.`
  const rule = (name: string) =>
    `Policy doesn't allow os_compute_api:os-volumes-attachments:${name} to be performed.`
  const as = (nova: Nova, method: string, path = '', body?: object) =>
    nova.send(method, `/servers/${server}/os-volume_attachments${path}`, body, '2.85')
  const body = { volumeAttachment: { volumeId } }
  expectFault(await as(my.reader, 'POST', '', body), 403, rule('create'))
  expectFault(await as(my.reader, 'DELETE', `/${volumeId}`), 403, rule('delete'))
  expectFault(await as(my.reader, 'PUT', `/${volumeId}`, body), 403, rule('update'))
  expect((await as(my.reader, 'GET')).status).toBe(200)
  expect((await as(my.reader, 'GET', `/${volumeId}`)).status).toBe(200)
  for (const method of ['GET', 'POST']) {
    expectFault(
      await as(my.stranger, method, '', method === 'POST' ? body : undefined),
      404,
      missed,
    )
  }
  expectFault(await as(my.stranger, 'DELETE', `/${volumeId}`), 404, missed)
  expect((await as(my.admin, 'GET')).status).toBe(200)
})
