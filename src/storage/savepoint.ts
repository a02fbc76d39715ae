/** What a part of a unit is undone by; parts may lie within parts. */
import { sql } from 'kysely'

export const SAVE = sql`savepoint part`
export const RELEASE = sql`release savepoint part`
export const UNDO = sql`rollback to savepoint part`
