import { ForeignKeyViolation } from '../../storage/errors.ts'
import { typeNotFound } from './volume-types.ts'

/**
 * Makes a change that refers to a type which was there a moment ago.
 * @throws 404 where somebody deleted the type meanwhile
 */
export async function ofExistingType<T>(typeId: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof ForeignKeyViolation) throw typeNotFound(typeId)
    throw error
  }
}
