import { badRequest, notFound, overLimit, type Fault } from '../../kernel/faults.ts'
import { repr } from '../../kernel/python.ts'

const LONGEST = 255

/**
 * A path with a slash in a tag leads nowhere. A tag is judged by what the schema of images says of their tags.
 * @throws 400 in the words of Python's jsonschema, 404
 */
export function checkTag(tag: string): void {
  if (tag.includes('/')) throw notFound()
  if ([...tag].length <= LONGEST) return
  throw badRequest(
    `Provided object does not match schema 'image': ${repr(tag)} is too long\n\n` +
      "Failed validating 'maxLength' in schema['properties']['tags']['items']:\n" +
      `    {'type': 'string', 'maxLength': ${LONGEST}}\n\n` +
      `On instance['tags'][0]:\n    ${repr(tag)}`,
  )
}

export function tooManyTags(imageId: string, attempted: number, maximum: number): Fault {
  return overLimit(
    `Image tag limit exceeded for image ${imageId}: The limit has been exceeded on the number of ` +
      `allowed image tags. Attempted: ${attempted}, Maximum: ${maximum}:`,
  )
}
