import { linkStore } from '../../storage/families/links.ts'

/** The projects that may use a type that is not public. */
export const typeAccess = linkStore('volume_type_projects', 'volume_type_id', 'project_id')
