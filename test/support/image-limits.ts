/** Limits of Identity for what Image keeps. */
import { LIMITED, type Limited } from '../../src/image/info/limits.ts'
import type { Cloud } from './cloud.ts'

/** A cloud that holds its projects to the limits of Identity. */
export const IN_FORCE = { image: { useLimits: true } } as const

interface Limits {
  /** Sets the registered limits, which hold for all projects. */
  register(limits: Partial<Record<Limited, number>>, region?: string | null): Promise<void>
  /** Sets a limit of one project. */
  limit(projectId: string, resource: Limited, amount: number): Promise<void>
}

/** The administrator's calls of Identity. */
export async function limitsIn(cloud: Cloud): Promise<Limits> {
  const { token } = await cloud.admin()
  const send = async (method: string, path: string, body?: object) => {
    const got = await cloud.request('identity', method, `/v3${path}`, {
      token,
      ...(body && { body }),
    })
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.text}`)
    return got.body
  }
  const [service] = (await send('GET', '/services?type=image')).services
  return {
    async register(limits, region = 'RegionOne') {
      await send('POST', '/registered_limits', {
        registered_limits: Object.entries(limits).map(([resource_name, default_limit]) => ({
          ...{ service_id: service.id, resource_name, default_limit },
          ...(region !== null && { region_id: region }),
        })),
      })
    },
    async limit(project_id, resource_name, resource_limit) {
      const limit = { service_id: service.id, region_id: 'RegionOne', resource_name }
      await send('POST', '/limits', { limits: [{ ...limit, project_id, resource_limit }] })
    },
  }
}

/** So much of everything that nobody notices. */
export const AMPLE = Object.fromEntries(LIMITED.map((name) => [name, 1000]))
