import { networks } from './0001-networks.ts'
import { subnets } from './0002-subnets.ts'

export const NETWORK_MIGRATIONS = [networks, subnets]
