/** Routers as what is done to them answers with: all of them, to everybody. */
import { Type as T } from 'typebox'
import { AttributeView } from '../../kernel/attributes/view.ts'
import type { RequestContext } from '../../kernel/context.ts'
import { closed, nullable } from '../../kernel/view.ts'
import { ROUTERS } from './routers.table.ts'
import type { Router } from './routers.ts'

const VIEW = new AttributeView(ROUTERS)

const MORE = {
  distributed: T.Boolean(),
  ha: T.Boolean(),
  enable_snat: T.Boolean(),
  gw_port_id: nullable(T.String()),
  ha_vr_id: T.Integer(),
}

export const WHOLE_ROUTER = closed({ router: closed({ ...VIEW.schema.properties, ...MORE }) })

export function wholeRouter(router: Router, ctx: RequestContext): { readonly router: object } {
  return {
    router: {
      ...VIEW.show(router, ctx, undefined),
      ...{ distributed: router.distributed, ha: router.ha },
      ...{ enable_snat: router.enable_snat, gw_port_id: router.gw_port_id, ha_vr_id: 0 },
    },
  }
}
