export const TASK_TYPES = ['import', 'api_image_import', 'location_import'] as const
export type TaskType = (typeof TASK_TYPES)[number]

export const TASK_STATUSES = ['pending', 'processing', 'success', 'failure'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]
