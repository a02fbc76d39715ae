/** Image as a part of the program. */
import { serviceModule } from '../module.ts'
import { image } from './service.ts'

export const imageModule = serviceModule({
  service: image,
  migrations: [],
  wire: () => undefined,
})
