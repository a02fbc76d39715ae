/** What a task is. Source: openstack/glance glance/api/v2/tasks.py. */
import { glanceSchema, UUID } from './schema.ts'

export const TASK_SCHEMA = glanceSchema('task', {
  id: { description: 'An identifier for the task', pattern: UUID, type: 'string' },
  type: {
    description: 'The type of task represented by this content',
    enum: ['import', 'api_image_import', 'location_import'],
    type: 'string',
  },
  status: {
    description: 'The current status of this task',
    enum: ['pending', 'processing', 'success', 'failure'],
    type: 'string',
  },
  input: { description: 'The parameters required by task, JSON blob', type: ['null', 'object'] },
  result: { description: 'The result of current task, JSON blob', type: ['null', 'object'] },
  owner: { description: 'An identifier for the owner of this task', type: 'string' },
  message: {
    description:
      'Human-readable informative message only included when appropriate (usually on ' + 'failure)',
    type: 'string',
  },
  image_id: { description: 'Image associated with the task', type: 'string' },
  request_id: { description: 'Human-readable informative request-id', type: 'string' },
  user_id: { description: 'User associated with the task', type: 'string' },
  expires_at: {
    description: 'Datetime when this resource would be subject to removal',
    type: ['null', 'string'],
  },
  created_at: { description: 'Datetime when this resource was created', type: 'string' },
  updated_at: { description: 'Datetime when this resource was updated', type: 'string' },
  self: { readOnly: true, type: 'string' },
  schema: { readOnly: true, type: 'string' },
})

const { input: _, result: __, message: ___, ...BRIEF } = TASK_SCHEMA.properties

/** As lists show one. */
export const BRIEF_TASK_SCHEMA = glanceSchema('task', BRIEF)
