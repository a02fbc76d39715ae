/** Whether new security groups are stateful is set for a project, and heeded. */
import { expect, test } from 'vitest'
import { useNetworkCloud } from '../../../test/support/network-cloud.ts'

const my = useNetworkCloud()

test('a setting is made, shown, changed and deleted, and new groups heed it', async () => {
  const [name, path] = [
    'security_groups_default_statefulness',
    '/security-groups-default-statefulness',
  ]
  const { projectId } = my.persona
  const made = await my.admin('POST', path, { [name]: { project_id: projectId, stateful: false } })
  expect(made.status, made.text).toBe(201)
  const { id } = made.body[name]
  expect((await my.admin('GET', `${path}/${id}`)).body).toEqual(made.body)
  expect((await my.make('security_group')).stateful).toBe(false)
  const put = await my.admin('PUT', `${path}/${id}`, { [name]: { stateful: true } })
  expect(put.status, put.text).toBe(200)
  expect(put.body[name]).toMatchObject({ id, stateful: true })
  expect((await my.make('security_group')).stateful).toBe(true)
  expect((await my.admin('DELETE', `${path}/${id}`)).status).toBe(204)
})
