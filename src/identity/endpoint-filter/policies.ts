/** Rules of endpoint groups and of what projects see (keystone/common/policies/endpoint_group.py, project_endpoint.py). */
import { adminsRule, readersRule } from '../base-rules.ts'

const ROOT = '/v3/OS-EP-FILTER'
const GROUPS = `${ROOT}/endpoint_groups`
const GROUP = `${GROUPS}/{endpoint_group_id}`
const GROUP_IN_PROJECT = `${GROUP}/projects/{project_id}`
const ENDPOINTS = `${ROOT}/projects/{project_id}/endpoints`
const ENDPOINT = `${ENDPOINTS}/{endpoint_id}`

export const LIST_GROUPS = readersRule(
  'list_endpoint_groups',
  'List endpoint groups.',
  `GET ${GROUPS}`,
)

export const GET_GROUP = readersRule(
  'get_endpoint_group',
  'Show an endpoint group.',
  `GET ${GROUP}`,
  `HEAD ${GROUP}`,
)

export const CREATE_GROUP = adminsRule(
  'create_endpoint_group',
  'Make an endpoint group.',
  `POST ${GROUPS}`,
)

export const UPDATE_GROUP = adminsRule(
  'update_endpoint_group',
  'Change an endpoint group.',
  `PATCH ${GROUP}`,
)

export const DELETE_GROUP = adminsRule(
  'delete_endpoint_group',
  'Delete an endpoint group.',
  `DELETE ${GROUP}`,
)

export const LIST_PROJECTS_OF_GROUP = readersRule(
  'list_projects_associated_with_endpoint_group',
  'List the projects that were given an endpoint group.',
  `GET ${GROUP}/projects`,
)

export const LIST_ENDPOINTS_OF_GROUP = readersRule(
  'list_endpoints_associated_with_endpoint_group',
  'List the endpoints of an endpoint group.',
  `GET ${GROUP}/endpoints`,
)

export const GET_GROUP_IN_PROJECT = readersRule(
  'get_endpoint_group_in_project',
  'Check whether a project was given an endpoint group.',
  `GET ${GROUP_IN_PROJECT}`,
  `HEAD ${GROUP_IN_PROJECT}`,
)

export const LIST_GROUPS_OF_PROJECT = readersRule(
  'list_endpoint_groups_for_project',
  'List the endpoint groups that a project was given.',
  `GET ${ROOT}/projects/{project_id}/endpoint_groups`,
)

export const ADD_GROUP_TO_PROJECT = adminsRule(
  'add_endpoint_group_to_project',
  'Give a project an endpoint group.',
  `PUT ${GROUP_IN_PROJECT}`,
)

export const REMOVE_GROUP_FROM_PROJECT = adminsRule(
  'remove_endpoint_group_from_project',
  'Take an endpoint group from a project.',
  `DELETE ${GROUP_IN_PROJECT}`,
)

export const LIST_PROJECTS_OF_ENDPOINT = readersRule(
  'list_projects_for_endpoint',
  'List the projects that were given an endpoint.',
  `GET ${ROOT}/endpoints/{endpoint_id}/projects`,
)

export const LIST_ENDPOINTS_OF_PROJECT = readersRule(
  'list_endpoints_for_project',
  'List the endpoints that a project was given.',
  `GET ${ENDPOINTS}`,
)

export const CHECK_ENDPOINT_IN_PROJECT = readersRule(
  'check_endpoint_in_project',
  'Check whether a project was given an endpoint.',
  `GET ${ENDPOINT}`,
  `HEAD ${ENDPOINT}`,
)

export const ADD_ENDPOINT_TO_PROJECT = adminsRule(
  'add_endpoint_to_project',
  'Give a project an endpoint.',
  `PUT ${ENDPOINT}`,
)

export const REMOVE_ENDPOINT_FROM_PROJECT = adminsRule(
  'remove_endpoint_from_project',
  'Take an endpoint from a project.',
  `DELETE ${ENDPOINT}`,
)
